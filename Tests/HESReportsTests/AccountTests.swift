import HESConformance
import HESReports
import Testing

@Suite("Reports: why a case is not a pass")
struct AccountTests {
    private let report = TerminalReport(hasColours: false)

    private func read(_ verdict: Verdict, _ cause: FailureCause?, _ reason: String) -> CaseResult {
        var result = Sample.run.cases[1]
        result.verdict = verdict
        result.cause = cause
        result.reason = reason
        return result
    }

    private func unreached(_ verdict: Verdict, _ cause: FailureCause?) -> CaseResult {
        var result = read(verdict, cause, "the reason")
        result.checks.removeAll { $0.verdict != .notReached }
        return result
    }

    @Test(
        "a cause that is no assertion is what it did",
        arguments: [FailureCause.crash, .timeout, .protocol, .overClaimed]
    )
    func causes(cause: FailureCause) {
        #expect(report.lines(for: read(.fail, cause, "the reason")).contains("did       the reason"))
        #expect(report.lines(for: unreached(.fail, cause)).contains("did       the reason"))
    }

    @Test("a check that was not reached is no account, a failed one is")
    func checks() {
        #expect(report.lines(for: unreached(.inconclusive, nil)).contains("did       the reason"))
        #expect(report.lines(for: read(.fail, .assertion, "the reason")).contains("did       0 rows"))
    }

    @Test("the page says why only where that is something else")
    func why() {
        var input = Sample.input
        #expect(HTMLReport.render(input).contains("<dt>why</dt><dd>the rows that came were thrown away</dd>"))

        input.run.cases = [read(.fail, .assertion, "rows: expected 1 row, of meter 202407100001; 0 rows")]
        #expect(!HTMLReport.render(input).contains("<dt>why</dt>"))
        input.run.cases = [read(.fail, .crash, "the client ended with signal 11")]
        #expect(!HTMLReport.render(input).contains("<dt>why</dt>"))
    }

    @Test("a fault of the suite asks for a report, not for another client")
    func fault() {
        var input = Sample.input
        input.run.cases = [read(.error, nil, "fault not delivered")]
        let summary = report.summary(input)

        #expect(summary.contains("Next: READ-01: a fault of the suite, not of the client: look at the evidence"))
        #expect(!summary.contains("partial success"))
        #expect(!HTMLReport.render(input).contains("partial success: keep"))
        #expect(!JUnitReport.render(input).contains("hint:"))
    }

    @Test("text of a client is cleaned for every printer")
    func plain() {
        #expect(TerminalReport.plain("a\u{1B}[2J\nb\u{202E}c") == "a\u{FFFD}[2J b\u{FFFD}c")
    }
}
