import Foundation
import HESContract
import JSON
import Testing

@testable import HESConformance

@Suite("The kinds of events")
struct EvidenceKindTests {
    private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("docs/reference/evidence.md")
    private static let end = "<!-- end of kinds -->"

    private static var table: String {
        EvidenceEvent.Kind.Name.allCases.map { name in
            var members = EvidenceMembers.describing
            _ = EvidenceEvent.Kind(empty: name).walked(&members)
            let told = [members.descriptions.joined(separator: ", "), name.meaning].filter { !$0.isEmpty }
            return "| `\(name.rawValue)` | \(name.plane.rawValue) | \(told.joined(separator: "; ")) |\n"
        }.joined()
    }

    /// `UPDATE_GOLDEN=1 swift test --filter EvidenceKind` writes the table anew.
    @Test("docs/reference/evidence.md has the table of all kinds with their members")
    func table() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let head = "| kind | plane | members |\n|---|---|---|\n"
        let start = try #require(text.range(of: head)).upperBound
        let end = try #require(text.range(of: Self.end)).lowerBound
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try String(text[..<start] + Self.table + text[end...]).write(
                to: Self.page,
                atomically: true,
                encoding: .utf8
            )
        }

        #expect(try String(contentsOf: Self.page, encoding: .utf8).contains(head + Self.table + Self.end))
    }

    @Test(
        "each is written under its own name and read again as the same line",
        arguments: EvidenceEvent.Kind.Name.allCases
    )
    func roundTrip(name: EvidenceEvent.Kind.Name) throws {
        let event = EvidenceEvent(seq: 1, milliseconds: 0, kind: EvidenceEvent.Kind(empty: name))
        let again = try EvidenceEvent(JSONParser.parse(event.line).value)

        #expect(event.kind.word == name.rawValue)
        #expect(again.kind.name == name)
        #expect(again.line == event.line)
    }

    private func event(_ text: String) throws -> EvidenceEvent {
        try EvidenceEvent(JSONParser.parse(Array(text.utf8)).value)
    }

    @Test(
        "a kind, and a member, of a later version are kept",
        arguments: [
            #"{"seq":1,"t":5,"plane":"wire","kind":"tls.alert","code":40}"#,
            #"{"seq":1,"t":5,"plane":"suite","kind":"step.end","step":3,"tookMs":12}"#,
        ]
    )
    func later(line: String) throws {
        #expect(String(decoding: try event(line).line, as: UTF8.self) == line)
    }

    @Test(
        "a member that is missing or of another shape is named",
        arguments: [
            (#""plane":"suite","kind":"step.end""#, "no integer 'step' in 'step.end'"),
            (#""plane":"suite","kind":"step.end","step":"3""#, "no integer 'step' in 'step.end'"),
            (
                #""plane":"suite","kind":"token","username":"u","what":"gone""#,
                "no word (issued, renewed, revoked) 'what' in 'token'"
            ),
            (#""plane":"suite","kind":"token","what":"gone""#, "no string 'username' in 'token'"),
            (#""plane":"web","kind":"end""#, "no 'plane' of wire, report, suite"),
        ]
    )
    func broken(members: String, complaint: String) {
        #expect {
            try event(#"{"seq":1,"t":5,\#(members)}"#)
        } throws: { "\($0)" == "this is no line of evidence: \(complaint)" }
    }

    @Test("that the client broke the protocol is part of its report, whoever noticed")
    func plane() throws {
        let old = try event(#"{"seq":1,"t":5,"plane":"suite","kind":"driver.protocol","what":"too much"}"#)

        #expect(old.plane == .report)
        #expect(EvidenceEvent(seq: 1, milliseconds: 0, kind: .driverProtocol(.init("w"))).plane == .report)
    }
}
