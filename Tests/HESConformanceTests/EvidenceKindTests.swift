import HESContract
import JSON
import Testing

@testable import HESConformance

@Suite("The kinds of events")
struct EvidenceKindTests {
    @Test("the samples have every kind")
    func samples() {
        #expect(Set(EvidenceSamples.all.compactMap(\.kind.name)) == Set(EvidenceEvent.Kind.Name.allCases))
    }

    @Test("each value is written under its own name, and read from there again", arguments: EvidenceSamples.all)
    func members(sample: EvidenceSamples) throws {
        let plane = sample.kind.plane.rawValue
        let head = #"{"seq":1,"t":5,"plane":"\#(plane)","kind":"\#(sample.kind.word)""#
        let line = head + (sample.members.isEmpty ? "}" : ",\(sample.members)}")
        let written = EvidenceEvent(seq: 1, milliseconds: 5, kind: sample.kind).line

        #expect(String(decoding: written, as: UTF8.self) == line)
        #expect(String(decoding: try event(line).line, as: UTF8.self) == line)
    }

    @Test(
        "an integer that not every JSON parser reads exactly is refused, where arithmetic on it would trap",
        arguments: ["9223372036854775807", "-9223372036854775808", "9007199254740993"]
    )
    func hugeIntegers(number: String) {
        for line in [
            #"{"seq":\#(number),"t":5,"plane":"suite","kind":"end"}"#,
            #"{"seq":1,"t":\#(number),"plane":"suite","kind":"end"}"#,
            #"{"seq":1,"t":5,"plane":"suite","kind":"step","step":\#(number),"source":{}}"#,
        ] {
            #expect(throws: EvidenceError.self) { try event(line) }
        }
    }

    @Test("an optional member that is null is absent, but for one that may be any JSON")
    func null() throws {
        let line = #"{"seq":1,"t":5,"plane":"report","kind":"driver.exit","status":null,"isExpected":true}"#
        guard case .driverExit(let exit) = try event(line).kind else {
            Issue.record("another kind")
            return
        }
        #expect(exit.status == nil && exit.isExpected)

        let push = #""topic":"/t","qos":1,"retain":false,"isSubscribed":true,"payload":"null","json":null}"#
        guard case .push(let read) = try event(#"{"seq":1,"t":5,"plane":"wire","kind":"push",\#(push)"#).kind else {
            Issue.record("another kind")
            return
        }
        #expect(read.json?.excerpt == "null")
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
