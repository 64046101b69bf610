import HESConformance
import HESContract
import HESReports
import JSON
import Testing

@Suite("Reports: rules")
struct ReportRuleTests {
    private static let hostile = "</title><script>alert(1)</script>\" onload='x' \u{1B}[31m\u{202E}\u{0}"

    private func hostileInput() throws -> ReportInput {
        var input = Sample.input
        input.run.client = RunResult.Client(name: Self.hostile, version: Self.hostile, language: Self.hostile)
        input.run.command = [Self.hostile]
        input.run.stale = [Self.hostile]
        for index in input.run.cases.indices {
            input.run.cases[index].title = Self.hostile
            input.run.cases[index].reason = Self.hostile
            input.run.cases[index].hint = Self.hostile
            input.run.cases[index].reproduce = Self.hostile
            input.run.cases[index].clause = Self.hostile
            for check in input.run.cases[index].checks.indices {
                input.run.cases[index].checks[check].actual = Self.hostile
                input.run.cases[index].checks[check].check = Self.hostile
            }
        }
        for kind in [EvidenceEvent.Kind.driverNoise(.init(Self.hostile)), .driverProtocol(.init(Self.hostile))] {
            input.evidence["READ-01"]?.append(EvidenceEvent(seq: 21, milliseconds: 0, kind: kind))
        }
        let unknown: JSONValue = [
            "seq": 22, "t": 0, "plane": "report", "kind": .string(Self.hostile), "x": .string(Self.hostile),
        ]
        input.evidence["READ-01"]?.append(try EvidenceEvent(unknown))
        return input
    }

    @Test("nothing that a client says becomes markup")
    func injection() throws {
        let html = HTMLReport.render(try hostileInput())
        let xml = JUnitReport.render(try hostileInput())

        for text in [html, xml] {
            #expect(!text.contains("<script"))
            #expect(!text.contains("onload='x'"))
            #expect(!text.contains("\u{1B}") && !text.contains("\u{0}") && !text.contains("\u{202E}"))
            #expect(text.contains("&lt;script&gt;alert(1)"))
        }
    }

    @Test("the page needs nothing from elsewhere and no script")
    func selfContained() {
        let html = HTMLReport.render(Sample.input)

        for word in ["http://", "https://", "src=", "<link", "<script", "url(", "@import"] {
            #expect(!html.contains(word), "\(word)")
        }
    }

    @Test("what a client says does not steer the terminal")
    func terminalControl() throws {
        let report = TerminalReport(hasColours: false)
        let input = try hostileInput()
        let text = input.run.cases.map { report.lines(for: $0) }.joined() + report.summary(input)

        #expect(!text.contains("\u{1B}"))
    }

    @Test("colours only where they are asked for")
    func colours() {
        let coloured = TerminalReport(hasColours: true).lines(for: Sample.run.cases[0])

        #expect(coloured.hasPrefix("\u{1B}[32mpass"))
        #expect(!TerminalReport(hasColours: false).lines(for: Sample.run.cases[0]).contains("\u{1B}"))
    }

    @Test("wall-clock time shows in elapsedMs alone")
    func determinism() {
        var other = Sample.input
        other.run.elapsedMilliseconds = [:]
        let lines = [Sample.input, other].map {
            String(decoding: ResultsFile.render($0), as: UTF8.self).split(separator: "\n").filter {
                !$0.contains("\"elapsedMs\"")
            }
        }

        #expect(lines[0] == lines[1])
        #expect(ResultsFile.render(Sample.input) != ResultsFile.render(other))
    }

    @Test("a failed truth case is explained, as the others do not judge values")
    func remark() {
        var wrong = Sample.input
        let failed = Sample.run.cases.first { $0.verdict == .fail }
        var truth = CaseResult(
            caseID: "TRUTH-01",
            pack: "default",
            level: .must,
            basis: .derived,
            obligation: "O18",
            clause: "§4.1",
            title: "t",
            verdict: .fail,
            cause: .assertion
        )
        truth.checks = failed?.checks ?? []
        wrong.run.cases.append(truth)

        #expect(Sample.input.remark == nil)
        #expect(HTMLReport.render(wrong).contains("The truth cases alone judge that"))
        #expect(TerminalReport(hasColours: false).summary(wrong).contains("The truth cases alone judge that"))
    }

    @Test("a narrowed run makes no claim, a good one does")
    func claims() {
        var narrowed = Sample.input
        narrowed.run.isComplete = false
        var good = Sample.input
        good.run.cases = good.run.cases.filter { $0.verdict != .fail }

        let counted = "1 of 3 selected MUST cases passed, 1 does not apply."
        #expect(narrowed.claim == "No claim: the selection was narrowed; \(counted)")
        #expect(good.claim == "acme-mdm 3.2 conforms to catalogue 2026.1: 1 of 1 MUST cases passed, 1 does not apply.")
        #expect(ResultsFile.json(narrowed).member("conformant")?.value.typeName == "null")
    }

    @Test("a huge exchange leaves a light page that still shows the decisive event")
    func light() throws {
        var input = Sample.input
        let body = String(repeating: "<x>", count: 200_000)
        var events = try #require(input.evidence["READ-01"])
        events[13].seq = 5014
        let many = (0..<5000).map { index in
            EvidenceEvent(seq: index + 14, milliseconds: 0, kind: Sample.request(1, .readSingle, body: body))
        }
        input.evidence["READ-01"] = events[..<13] + many + [events[13]]
        input.run.cases[1].checks[0].events = [5014]

        let html = HTMLReport.render(input)

        #expect(html.utf8.count < 2_000_000)
        #expect(html.contains("id=\"READ-01-5014\"") && html.contains("href=\"#READ-01-5014\""))
        #expect(html.contains("further events are in evidence/READ-01.jsonl"))
    }

    @Test("JUnit's totals are those of its cases")
    func junitTotals() {
        let xml = JUnitReport.render(Sample.input)

        #expect(xml.components(of: "<testcase ") == 5)
        #expect(xml.components(of: "<failure ") == 2)
        #expect(xml.components(of: "<skipped ") == 1)
        #expect(xml.contains("tests=\"5\" failures=\"2\" errors=\"0\" skipped=\"1\""))
    }
}

extension String {
    fileprivate func components(of word: String) -> Int { ranges(of: word).count }
}
