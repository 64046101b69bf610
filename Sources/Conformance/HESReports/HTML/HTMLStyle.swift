import HESDrawing

enum HTMLStyle {
    static let text = """
        :root{--paper:#fff;--ink:#1c2430;--quiet:#5d6878;--line:#dde2ea;--card:#f6f8fb;--accent:#2457c5;--mark:#e2f3e8;--mark-failed:#fde3df;
        --pass:#1a7f4b;--fail:#c0322b;--warn:#96690a;--error:#8a3ab9;--none:#5d6878}
        @media(prefers-color-scheme:dark){:root{--paper:#12161c;--ink:#e4e9f0;--quiet:#98a4b5;--line:#2b333f;--card:#1a2028;
        --accent:#86aaff;--mark:#15301f;--mark-failed:#431d1b;--pass:#4cc38a;--fail:#ff7b72;--warn:#e3b341;--error:#d2a8ff;--none:#98a4b5}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,"Segoe UI",Roboto,sans-serif}
        main{max-width:1000px;margin:0 auto;padding:24px 16px 64px}
        h1{font-size:28px;line-height:1.2;margin:0 0 12px;overflow-wrap:anywhere}h2{font-size:19px;margin:36px 0 12px}
        p{margin:6px 0}a{color:var(--accent)}code,pre,.number,.time{font-family:ui-monospace,Menlo,Consolas,monospace}
        code,pre{font-size:12.5px;overflow-wrap:anywhere}.quiet,figcaption,.number,.time{color:var(--quiet)}
        .quiet,figcaption{font-size:13px}
        pre{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:10px;margin:6px 0;
        white-space:pre-wrap;max-height:420px;overflow:auto}
        .claim{font-size:17px;padding:12px 14px;border-left:4px solid var(--none);background:var(--card);border-radius:4px;
        overflow-wrap:anywhere}.claim.yes{border-color:var(--pass)}.claim.no,.banner{border-color:var(--fail)}
        .coverage>summary{cursor:pointer;font-size:19px;font-weight:600;margin:36px 0 12px}

        .counts{list-style:none;display:flex;flex-wrap:wrap;gap:8px;margin:18px 0;padding:0}
        .counts li{border:1px solid var(--line);border-radius:8px;padding:6px 12px;font-size:13px}
        .counts b{display:block;font-size:20px;line-height:1.2}.counts .none{color:var(--quiet)}
        .badge{display:inline-block;border:1px solid;border-radius:999px;padding:0 9px;font-size:12px;font-weight:600;
        line-height:20px;white-space:nowrap;color:var(--none)}
        .badge.pass,.counts .pass b{color:var(--pass)}
        .badge.fail,.badge.unimplemented,.counts .fail b,.counts .unimplemented b{color:var(--fail)}
        .badge.warn,.badge.inconclusive,.badge.not-reached,.counts .warn b,.counts .inconclusive b{color:var(--warn)}
        .badge.error,.counts .error b{color:var(--error)}
        .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px}
        th,td{text-align:left;vertical-align:top;padding:7px 10px 7px 0;border-bottom:1px solid var(--line)}
        thead th{font-size:12px;color:var(--quiet);font-weight:600}.matrix a{text-decoration:none}
        .matrix th[scope=row]{white-space:nowrap}.matrix .title{font-weight:400;color:var(--quiet);margin-left:10px;
        white-space:normal}
        .case{border:1px solid var(--line);border-radius:8px;margin:8px 0}.case>summary{padding:10px 14px;cursor:pointer}
        .case>summary .title{overflow-wrap:anywhere}.case[open]>summary{border-bottom:1px solid var(--line)}
        .inside{padding:8px 14px 14px}
        dl{display:grid;grid-template-columns:auto 1fr;gap:4px 14px;margin:10px 0}dt{color:var(--quiet);font-size:13px}
        dd{margin:0;overflow-wrap:anywhere}td{overflow-wrap:anywhere}
        figure{margin:14px 0}.plane{white-space:nowrap}.key{background:var(--mark);padding:0 4px;border-radius:3px}
        .key.failed{background:var(--mark-failed)}.open{padding-left:0;list-style:none}.open li{margin:6px 0;overflow-wrap:anywhere}
        figcaption{margin-top:6px}
        \(PictureStyle.sequence)
        .events>summary{cursor:pointer;padding:6px 0}.event{border-top:1px solid var(--line)}
        .event>summary{cursor:pointer;padding:5px 4px;font-size:13px;overflow-wrap:anywhere}
        .event.decisive>summary{background:var(--mark)}.event.failed>summary{background:var(--mark-failed)}
        .event:target>summary{outline:2px solid var(--accent)}
        @media(max-width:640px){h1{font-size:23px}main{padding:16px 12px 48px}
        .matrix .title{display:block;margin:0;font-size:12px;min-width:130px}
        .checks thead{display:none}.checks tr{display:block;padding:8px 0;border-bottom:1px solid var(--line)}
        .checks td{display:block;border:0;padding:2px 0}
        .checks td[data-name]::before{content:attr(data-name) ": ";color:var(--quiet);font-size:13px}
        .checks td[data-name]:empty{display:none}
        .sequence text{font-size:11px}.row tspan{font-size:10px}}
        @media print{:root{--paper:#fff;--ink:#000;--quiet:#444;--line:#bbb;--card:#fff;--accent:#000;--mark:#e8e8e8;--mark-failed:#ddd;
        --pass:#000;--fail:#000;--warn:#000;--error:#000;--none:#000}body{font-size:10pt}main{max-width:none;padding:0}
        a{color:inherit;text-decoration:none}.scroll{overflow:visible}.sequence{min-width:0}pre{max-height:none}
        .case:not([open]),.events{display:none}figure,tr,.counts{break-inside:avoid}h2{break-after:avoid}}
        """
}
