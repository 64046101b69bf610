import HESConformance
import HESContract
import HESReports
import JSON
import Testing

@Suite("Reports: a canary that did not pass")
struct CanaryReportTests {
    private func input(_ verdict: Verdict = .fail) -> ReportInput {
        var input = Sample.input
        input.run.cases = [Sample.run.cases[0]]
        input.run.stale = []
        input.run.canary = CaseResult(
            caseID: "CANARY-01",
            pack: "default",
            level: .must,
            basis: .derived,
            obligation: "O11",
            clause: "§3.3.3",
            title: "Log in, read a meter, ask for its history",
            verdict: verdict,
            cause: verdict == .fail ? .timeout : nil,
            reason: "<no> answer to op in time.",
            hint: "answer each message"
        )
        return input
    }

    @Test("the claim names the canary and its reason, whatever else passed")
    func claim() {
        var narrowed = input()
        narrowed.run.isComplete = false
        let end = "the canary case did not pass (<no> answer to op in time), so nothing else counts."

        #expect(input().claim == "acme-mdm 3.2 does not conform to catalogue 2026.1: \(end)")
        #expect(narrowed.claim == "No claim: \(end)")
    }

    @Test("results.json holds it in the shape of a case, or null")
    func results() throws {
        let json = ResultsFile.json(input())

        #expect(json.member("canary")?.value.member("case")?.value.string == "CANARY-01")
        #expect(json.member("canary")?.value.member("reason")?.value.string == "<no> answer to op in time.")
        #expect(ResultsFile.json(Sample.input).member("canary")?.value.typeName == "null")
    }

    @Test("junit.xml has a suite of its own for it, and counts it")
    func junit() {
        let xml = JUnitReport.render(input())

        #expect(xml.contains("<testsuites name=\"hes-sim conformance\" tests=\"2\" failures=\"1\""))
        #expect(xml.contains("<testsuite name=\"canary\" tests=\"1\" failures=\"1\""))
        #expect(!JUnitReport.render(Sample.input).contains("name=\"canary\""))
    }

    @Test("report.html begins with its account")
    func html() {
        let html = HTMLReport.render(input())

        #expect(html.contains("so nothing else counts:</b> &lt;no&gt; answer to op in time."))
        #expect(html.contains("<details class=\"case\" open>") && html.contains("id=\"CANARY-01\""))
        #expect(!HTMLReport.render(Sample.input).contains("CANARY-01"))
    }

    @Test("the next step is the canary, with a hint where the client can mend it")
    func nextStep() {
        let report = TerminalReport(hasColours: false)

        #expect(
            report.summary(input()).hasSuffix(
                "Next: CANARY-01: answer each message; hes-sim conformance explain CANARY-01"
            )
        )
        let ours = report.summary(input(.error), reportDirectory: "out")
        #expect(ours.contains("look at out/evidence/CANARY-01.jsonl and report it"))
        #expect(!ours.contains("answer each message"))
    }
}
