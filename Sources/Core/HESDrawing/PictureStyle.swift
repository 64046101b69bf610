/// The rules of the pictures' classes; a page that shows pictures inline may have rules of its own for the same names.
///
/// In a sequence (`svg.sequence`): `life` and `lane` (a lifeline and its name), `row` (one line; also `step`, `decisive`,
/// `failed`, `trouble`) with its `band`, `mark` (an arrow: `arrow`, dashed as `reply`) or `dot` (a note) and text,
/// whose `tspan` has number and time; `caption` below.
///
/// In a plot (`svg.plot`): `heading`; `key` (a sign of the legend with its text); `grid` and `zero` (lines of values),
/// `hour` and `day` (lines of times), `axis` (their texts; also `date`, `of-register`), `freeze` (a tick; also `monthly`);
/// `truth` (the solid line) and `area` below it; `collected` (the line of collected rows) and `point` (one of them), `spoilt`
/// (a row beyond the axis or without a number); `hole` and `late` (boxes of rows that are missing or to come), `hatch` (the
/// lines in a hole, whose `fill` is an attribute); `register` (the line against the right axis); `peak` (mark and text).
package enum PictureStyle {
    /// Colours by custom properties on the root, light and dark.
    static let colours = """
        :root{--paper:#fff;--ink:#1c2430;--quiet:#5d6878;--line:#dde2ea;--card:#f6f8fb;--accent:#2457c5;--mark:#e2f3e8;\
        --mark-failed:#fde3df;--pass:#1a7f4b;--fail:#c0322b;--warn:#96690a}
        @media(prefers-color-scheme:dark){:root{--paper:#12161c;--ink:#e4e9f0;--quiet:#98a4b5;--line:#2b333f;--card:#1a2028;\
        --accent:#86aaff;--mark:#15301f;--mark-failed:#431d1b;--pass:#4cc38a;--fail:#ff7b72;--warn:#e3b341}}

        """

    package static let sequence = """
        .sequence{display:block;min-width:560px;background:var(--card);border:1px solid var(--line);border-radius:8px}
        .sequence text{font:12px system-ui,"Segoe UI",Roboto,sans-serif;fill:var(--ink)}
        .row text{paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}
        .sequence .lane{font-weight:600}.row tspan{fill:var(--quiet);font-size:11px;font-family:ui-monospace,Menlo,Consolas,monospace}
        .sequence a{text-decoration:none}.life{stroke:var(--line);stroke-width:2}
        .sequence use,.mark{stroke:var(--accent)}.arrow{stroke-width:1.5;fill:none}.reply{stroke-dasharray:5 3}
        .dot{fill:var(--card);stroke:var(--accent);stroke-width:2}.band{fill:none}
        .step .band{fill:var(--line);opacity:.5}.step text{font-weight:600}
        .sequence .step text,.sequence .decisive text{stroke:none}
        .decisive .band{fill:var(--mark);stroke:var(--pass)}
        .sequence .failed use,.failed .mark,.failed .dot,.sequence .trouble use,.trouble .mark,.trouble .dot{stroke:var(--fail)}
        .failed .band{fill:var(--mark-failed);stroke:var(--fail)}
        .sequence .trouble text{fill:var(--fail)}.sequence .caption{fill:var(--quiet)}
        """

    static let plot = """
        .plot{background:var(--card);max-width:100%}
        .plot text{font:12px system-ui,"Segoe UI",Roboto,sans-serif;fill:var(--ink);font-variant-numeric:tabular-nums}
        .plot .heading{font-size:13px;font-weight:600}.plot .key text,.plot .axis{fill:var(--quiet);font-size:11.5px}
        .plot line{stroke:var(--line);stroke-width:1}.plot .zero{stroke:var(--quiet)}
        .plot .hour{stroke-dasharray:1 4}.plot .freeze{stroke:var(--ink)}.plot .monthly{stroke-width:2}
        .plot .date{fill:var(--ink)}.plot .of-register{fill:var(--pass)}
        .plot path{fill:none;stroke-linejoin:round}.plot .area{fill:var(--accent);opacity:.13}
        .plot .truth{stroke:var(--accent);stroke-width:2.2}.plot .collected{stroke:var(--ink);stroke-width:1;stroke-opacity:.75}
        .plot .point{fill:var(--card);stroke:var(--ink);stroke-width:1}.plot .spoilt{stroke:var(--fail);stroke-width:1.6}
        .plot .hatch{fill:var(--fail);opacity:.45}.plot .hole{stroke:none}
        .plot .late{stroke:var(--warn);stroke-width:1.2;stroke-dasharray:4 3}
        .plot .register{stroke:var(--pass);stroke-width:1.2}
        .plot path.peak{fill:var(--ink)}.plot text.peak{paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}
        """
}
