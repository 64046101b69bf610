import Foundation
import HESContract
import JSON
import Testing

@testable import HESConformance

@Suite("Golden evidence")
struct GoldenEvidenceTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("fixtures/conformance/evidence")

    private static func lines(_ id: String) throws -> [[UInt8]] {
        let text = try Data(contentsOf: folder.appendingPathComponent("\(id).jsonl"))
        return text.split(separator: UInt8(ascii: "\n")).map { Array($0) }
    }

    private static func events(_ id: String) throws -> [EvidenceEvent] {
        try lines(id).map { try EvidenceEvent(JSONParser.parse($0).value) }
    }

    @Test("every case has a golden trace, and every golden trace a case")
    func complete() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)

        #expect(Set(files) == Set(try CaseCatalogue.loadForms().map { "\($0.fileName).jsonl" }))
    }

    @Test(
        "tampering with a good client's trace flips what it should, and nothing else",
        arguments: try CaseCatalogue.loadForms()
    )
    func tampered(testCase: Case) throws {
        #expect(TraceSelfTest.problems(of: testCase, golden: try Self.events(testCase.fileName)) == [])
    }

    @Test("a line that is read and written is the same line, byte by byte", arguments: try CaseCatalogue.loadForms())
    func pure(testCase: Case) throws {
        for line in try Self.lines(testCase.fileName) {
            #expect(try EvidenceEvent(JSONParser.parse(line).value).line == line)
        }
    }

    @Test("the numbers of a pass do not depend on the order in which operations that run together end")
    func together() throws {
        let testCase = try #require(CaseCatalogue.load().first { $0.id == "TOKEN-07" })
        var events = try Self.events("TOKEN-07")
        let first = Judge.judge(testCase, on: events)
        let begin = try #require(
            events.firstIndex { event in
                if case .step(let begin) = event.kind { begin.source.member("together") != nil } else { false }
            }
        )
        let end = try #require(events[begin...].firstIndex { $0.kind.word == "step.end" })
        let isAnswer = { (event: EvidenceEvent) in event.kind.word == "driver.received" }
        // The answers in reverse order, and behind everything else.
        events[begin...end] =
            events[begin..<end].filter { !isAnswer($0) } + events[begin..<end].filter(isAnswer).reversed()
            + [events[end]]
        for index in events.indices { events[index].seq = index + 1 }

        let second = Judge.judge(testCase, on: events)

        #expect(first.verdict == .pass)
        #expect(first == second)
        #expect(first.checks.allSatisfy { !$0.events.isEmpty })
    }
}
