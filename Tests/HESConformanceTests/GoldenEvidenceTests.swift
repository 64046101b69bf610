import Foundation
import HESContract
import JSON
import Testing

@testable import HESConformance

@Suite("Golden evidence")
struct GoldenEvidenceTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("fixtures/conformance/evidence")

    private static func events(_ id: String) throws -> [EvidenceEvent] {
        let text = try Data(contentsOf: folder.appendingPathComponent("\(id).jsonl"))
        return try text.split(separator: UInt8(ascii: "\n")).map {
            try EvidenceEvent(JSONParser.parse(Array($0)).value)
        }
    }

    @Test("every case has a golden trace, and every golden trace a case")
    func complete() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)

        #expect(Set(files) == Set(try CaseCatalogue.load().map { "\($0.id).jsonl" }))
    }

    @Test(
        "tampering with a good client's trace flips what it should, and nothing else",
        arguments: try CaseCatalogue.load()
    )
    func tampered(testCase: Case) throws {
        #expect(TraceSelfTest.problems(of: testCase, golden: try Self.events(testCase.id)) == [])
    }

    @Test("the same evidence gives the same result, and a line that is read and written is the same line")
    func pure() throws {
        for testCase in try CaseCatalogue.load() {
            let events = try Self.events(testCase.id)
            let again = try events.map { try EvidenceEvent(JSONParser.parse($0.line).value) }

            #expect(Judge.judge(testCase, events) == Judge.judge(testCase, again))
        }
    }
}
