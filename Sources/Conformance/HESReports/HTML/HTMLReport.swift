import HESConformance
import HESDrawing

/// `report.html`: one file without scripts or external resources; rendered from results and evidence alone.
package enum HTMLReport {
    /// How many of the cases that did not pass are shown open.
    private static let maximumOpen = 3

    package static func render(_ input: ReportInput) -> String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="color-scheme" content="light dark">
        <title>Conformance of \(escaped(input.clientName))</title>
        <style>\(HTMLStyle.text)</style></head><body>\(SequencePicture.sharedArrows)<main>
        \(head(input))\(canary(input))\(counts(input.run))\(open(input.run))<h2>Cases and packs</h2>
        \(matrix(input))<h2>Cases</h2>
        \(cases(input))\(coverage(input.coverage))</main></body></html>

        """
    }

    private static func head(_ input: ReportInput) -> String {
        let state =
            switch input.run.isConformant {
            case nil: "none"
            case true: "yes"
            case false: "no"
            }
        let language = input.run.client.map { $0.language.isEmpty ? "" : " · \($0.language)" } ?? ""
        let facts = [
            input.date, input.simulatorVersion.isEmpty ? "" : "hes-sim \(input.simulatorVersion)",
            "suite \(input.suiteVersion)", "catalogue \(input.catalogue.rawValue)",
            "packs \(input.packs.joined(separator: ", "))", "mode \(input.run.mode)", "seed \(input.run.seed)",
        ].filter { !$0.isEmpty }.joined(separator: " · ")
        let remark = input.remark.map { "<p>\(escaped($0))</p>" } ?? ""
        return """
            <header><p class="quiet">hes-sim conformance</p><h1>\(escaped(input.clientName))</h1>
            <p class="claim \(state)">\(escaped(input.claim))</p>\(remark)
            <p class="quiet">\(escaped(facts + language))</p>
            <p class="quiet"><code>\(escaped(ShellLine.of(input.run.command).shortened(to: 300)))</code></p></header>

            """
    }

    private static func counts(_ run: RunResult) -> String {
        let items = Verdict.allCases.map { verdict in
            let count = run.count(verdict)
            return """
                <li class="\(count == 0 ? "none" : verdict.rawValue)"><b>\(count)</b> \(verdict.rawValue)</li>
                """
        }
        let stale = run.stale.isEmpty ? "" : "<p><b>Stale:</b> \(escaped(run.stale.joined(separator: ", ")))</p>"
        return "<ul class=\"counts\">\(items.joined())</ul>\(stale)\n"
    }

    /// The canary's account and evidence if it did not pass.
    private static func canary(_ input: ReportInput) -> String {
        guard let canary = input.run.canary else { return "" }
        let section = CaseSection(
            result: canary,
            events: input.events(of: canary),
            extent: .whole,
            isOpen: true
        )
        return """
            <p class="claim banner"><b>The canary case did not pass, so nothing else counts:</b> \
            \(escaped(Account(canary).did))</p>
            \(section.html)
            """
    }

    /// The cases that did not pass, in the order of the run.
    private static func open(_ run: RunResult) -> String {
        let bad = run.cases.filter { !$0.isGood && $0.verdict != .notRun }
        guard !bad.isEmpty else { return "" }
        let items = bad.map { result in
            let known = run.expected.contains(result.name) ? " (known)" : ""
            return """
                <li>\(badge(result.verdict.rawValue)) <a href="#\(escaped(result.name))">\(escaped(result.name))</a> \
                \(escaped(result.title))\(known)<br><span class="quiet">\(escaped(Account(result).did))</span></li>

                """
        }
        return "<h2>What did not pass</h2>\n<ul class=\"open\">\(items.joined())</ul>\n"
    }

    private static func matrix(_ input: ReportInput) -> String {
        let packs = input.packs
        var ids: [String] = []
        var byName: [String: CaseResult] = [:]
        for result in input.run.cases {
            if !ids.contains(result.caseID) { ids.append(result.caseID) }
            byName[result.name] = result
        }
        let head = packs.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined()
        let rows = ids.map { id in
            let cells = packs.map { pack in
                cell(byName[pack == "default" ? id : "\(id)@\(pack)"])
            }
            let title = input.run.cases.first { $0.caseID == id }?.title ?? ""
            return """
                <tr><th scope="row">\(escaped(id))<span class="title">\(escaped(title))</span></th>\(cells.joined())</tr>

                """
        }
        return """
            <div class="scroll"><table class="matrix"><thead><tr><th>case</th>\(head)</tr></thead>
            <tbody>\(rows.joined())</tbody></table></div>

            """
    }

    private static func cell(_ result: CaseResult?) -> String {
        guard let result else { return "<td></td>" }
        return "<td><a href=\"#\(escaped(result.name))\">\(badge(result.verdict.rawValue))</a></td>"
    }

    private static func cases(_ input: ReportInput) -> String {
        let bad = input.run.cases.filter { !$0.isGood && $0.verdict != .notRun }.prefix(maximumOpen).map(\.name)
        let passed = Set(input.run.cases.filter { $0.verdict == .pass }.map(\.name))
        return input.run.cases.map { result in
            CaseSection(
                result: result,
                events: input.events(of: result),
                extent: extent(of: result, passed: passed),
                isOpen: bad.contains(result.name)
            ).html
        }.joined()
    }

    /// What did not pass is shown whole; of what passed, one pack is enough.
    private static func extent(of result: CaseResult, passed: Set<String>) -> CaseSection.Extent {
        guard result.verdict == .pass else { return .whole }
        return result.name != result.caseID && passed.contains(result.caseID) ? .like(result.caseID) : .decisive
    }

    private static func coverage(_ rows: [ClauseRow]) -> String {
        guard !rows.isEmpty else { return "" }
        let body = rows.map { row in
            let judged =
                row.excluded.map { "<span class=\"quiet\">excluded: \(escaped($0))</span>" }
                ?? escaped(row.checks.joined(separator: ", "))
            return """
                <tr><td>\(escaped(row.clause))</td><td data-name="sentence">\(escaped(row.sentence))</td>\
                <td data-name="judged by">\(judged)</td></tr>

                """
        }
        return """
            <details class="coverage"><summary>Clause coverage</summary>
            <p class="quiet">\(rows.count) sentences, \(rows.count { $0.excluded == nil }) judged</p>
            <table class="checks"><thead><tr><th>clause</th><th>sentence</th><th>judged by</th></tr></thead>
            <tbody>\(body.joined())</tbody></table></details>

            """
    }
}
