import HESClientDriver
import HESConformance
import HESReports
import JSON
import SimulationTestSupport

/// Evidence files, case files and the lines of a client under test.
enum EvidenceFuzz {
    static func run(_ choices: inout Choices) throws {
        switch choices.index(below: 4) {
        case 0: try testCase(&choices)
        case 1: try driver(&choices)
        default: try evidence(&choices)
        }
    }

    private static let catalogue = Result { try CaseCatalogue.loadForms() }

    private static func evidence(_ choices: inout Choices) throws {
        let trace = choices.element(of: Corpus.evidence)
        guard let testCase = try catalogue.get().first(where: { $0.fileName == trace.name }) else { return }
        let events = lines(of: trace.lines, &choices).compactMap(event)
        let result = Judge.judge(testCase, on: events)
        let run = RunResult(client: nil, mode: "driver", command: [], seed: 1, cases: [result], isComplete: true)
        let input = ReportInput(
            run: run,
            evidence: [result.name: events],
            suiteVersion: "0",
            catalogue: .latest
        )
        let texts = [
            HTMLReport.render(input), JUnitReport.render(input), TerminalReport(hasColours: false).lines(for: result),
        ]
        guard texts.allSatisfy({ !$0.isEmpty }), (try? JSONParser.parse(ResultsFile.render(input))) != nil else {
            throw Fuzzing.Finding("a report of \(testCase.id) is empty or no JSON")
        }
    }

    /// Lines changed, dropped, repeated and swapped.
    private static func lines(of lines: [[UInt8]], _ choices: inout Choices) -> [[UInt8]] {
        var lines = lines
        for _ in 0..<1 + choices.index(below: 4) where !lines.isEmpty {
            let index = choices.index(below: lines.count)
            switch choices.index(below: 8) {
            case 0: lines.remove(at: index)
            case 1: lines.insert(lines[index], at: index)
            case 2: lines.swapAt(index, choices.index(below: lines.count))
            case 3: lines[index] = Mutation.spoilt(lines[index], &choices)
            default:
                guard let tree = try? JSONParser.parse(lines[index]).value else { continue }
                let changed = Mutation.changed(tree, times: 1 + choices.index(below: 2), &choices)
                lines[index] = Mutation.bytes(choices.once(in: 3) ? renumbered(tree, &choices) : changed)
            }
        }
        return lines
    }

    private static func renumbered(_ tree: JSONValue, _ choices: inout Choices) -> JSONValue {
        guard case .object(let members) = tree else { return tree }
        let name = choices.element(of: ["seq", "t", "step", "request", "id"])
        let number = JSONValue.number(choices.element(of: Mutation.numbers))
        return .members(members.map { ($0.key, $0.key == name ? number : $0.node.value) })
    }

    /// - Returns: nil for a line that is refused.
    private static func event(_ line: [UInt8]) -> EvidenceEvent? {
        guard let tree = try? JSONParser.parse(line).value else { return nil }
        return try? EvidenceEvent(tree)
    }

    private static func testCase(_ choices: inout Choices) throws {
        let bytes = choices.element(of: Corpus.cases)
        let tree = try JSONParser.parse(bytes).value
        let changed = Mutation.bytes(Mutation.changed(tree, times: 1 + choices.index(below: 3), &choices))
        let text = choices.once(in: 6) ? Mutation.spoilt(bytes, &choices) : changed
        do throws(CaseProblems) {
            _ = try CaseLoader.load(text, file: "fuzz")
        } catch {
            guard "\(error)".contains("fuzz") else { throw Fuzzing.Finding("no file is named: \(error)") }
        }
    }

    private static let answers: [(request: DriverRequest, answer: String)] = [
        (
            .hello(SuiteIdentity(version: "1", catalogue: "1")),
            #"{"type":"hello.ok","re":1,"protocol":1,"client":{"name":"a","version":"1","language":"x"},"capabilities":{"a":true}}"#
        ), (.op(name: "read", args: .members([])), #"{"type":"op.done","re":1,"outcome":"ok","rows":[],"missing":[]}"#),
        (
            .op(name: "relay", args: .members([])),
            #"{"type":"op.done","re":1,"outcome":"ok","results":[{"devAddr":"1","state":"done"}]}"#
        ),
        (
            .op(name: "read", args: .members([])),
            #"{"type":"op.done","re":1,"outcome":"partial","rows":[{"devAddr":"1","cgcode":"5069","value":"1","time":"2024-07-11 00:00:00"}],"missing":[{"devAddr":"2"}]}"#
        ), (.caseEnd, #"{"type":"case.ended","re":1}"#),
    ]

    private static func driver(_ choices: inout Choices) throws {
        let (request, answer) = choices.element(of: answers)
        let tree = try JSONParser.parse(Array(answer.utf8)).value
        var bytes = Mutation.bytes(Mutation.changed(tree, times: choices.index(below: 3), &choices))
        if choices.once(in: 5) { bytes = Mutation.spoilt(bytes, &choices) }
        var splitter = LineSplitter(maximumBytes: choices.element(of: [1, 10, 1 << 20]))
        for piece in Mutation.pieces(bytes + [0x0A], &choices) {
            for case .whole(let line) in splitter.split(piece) { try check(line, to: request) }
        }
    }

    private static func check(_ line: [UInt8], to request: DriverRequest) throws {
        switch DriverLine(line) {
        case .noise: break
        case .broken(let complaint, _):
            guard !"\(complaint)".isEmpty else { throw Fuzzing.Finding("a complaint says nothing") }
        case .message(let message):
            do throws(DriverComplaint) {
                _ = try DriverAnswer(message, to: request)
            } catch {
                guard !"\(error)".isEmpty else { throw Fuzzing.Finding("a complaint says nothing") }
            }
        }
    }
}
