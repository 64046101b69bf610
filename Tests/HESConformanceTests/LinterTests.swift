import HESConformance
import Testing

@Suite("Case files that cannot be taken")
struct LinterTests {
    private static let good = String(decoding: CaseCatalogue.canaryFile.bytes, as: UTF8.self)
        .replacing("CANARY-01", with: "READ-99")
        .replacing(#""hint":"#, with: #""mutants": ["m"], "hint":"#)

    /// What the loader says of the good file with one text replaced by another.
    private static func complaint(_ text: String, _ other: String) throws -> String {
        let changed = good.replacing(text, with: other)
        try #require(changed != good)
        do {
            _ = try CaseLoader.load(Array(changed.utf8), file: "READ-99.json")
            return "nothing"
        } catch { return error.description }
    }

    @Test("the file that the others are made of is good")
    func good() throws {
        #expect(throws: Never.self) { try CaseLoader.load(Array(Self.good.utf8), file: "READ-99.json") }
    }

    @Test(
        "are named with pointer, expected and found",
        arguments: [
            (#""check": "outcome""#, #""check": "outcmoe""#, "did you mean 'outcome'?"),
            (#""min": 1"#, #""min": 1, "mix": 2"#, "/checks/0/mix: expected a known key"),
            (#""min": 1"#, #""min": "1""#, #"/checks/0/min: expected an integer, found "1""#),
            (#""basis": "stated""#, #""basis": "practice""#, "practice is never must"),
            (#""level": "must", "basis""#, #""since": "2026.3", "level": "must", "basis""#, "did you mean '2026.1'?"),
            (#""level": "must", "basis""#, #""until": "2026.2", "level": "must", "basis""#, "/until: expected a version"),
            (#""prerequisites": ["#, #""prerequisite": ["#, "did you mean 'prerequisites'?"),
            (#""kind": "http.request" }"#, #""kind": "http.reqest" }"#, "did you mean 'http.request'?"),
            (#""mutants": ["m"], "#, "", "/mutants: expected the defect that must fail the case"),
            (#""flips": ["reached"]"#, #""flips": ["answered"]"#, "expected a mutation that flips 'reached'"),
            (#""flips": ["reached"]"#, #""flips": ["reacht"]"#, "did you mean 'reached'?"),
            (#""id": "answered""#, #""id": "reached""#, "expected every id once, found 'reached' again"),
            (#""op": "read""#, #""op": "reed""#, "did you mean 'read'?"),
            (#""steps": [1, 2]"#, #""steps": [7]"#, "found step 7 in 'answered'"),
            (#""op": "read","#, #""repeat": 0, "op": "read","#, "/steps/1/repeat: expected 1 to 100, found 0"),
            (#""start": "2024-07-12 10:00:00""#, #""start": "today""#, "/start: expected YYYY-MM-DD HH:mm:ss"),
            (
                #""level": "must", "basis""#, #""level": "may", "basis""#,
                "/level: expected 'level': one of must, should"
            ),
            (#""world": {"#, #""world": { "faults": [ {} ], "#, "expected an id in every rule"),
            (#""id": "READ-99""#, #""id": "read 99""#, "/id: expected an id such as READ-01"),
            (#""hint":"#, #""hint""#, "READ-99.json:19:28: /: expected ':'"),
        ]
    )
    func complains(text: String, other: String, complaint: String) throws {
        let found = try Self.complaint(text, other)
        #expect(found.contains(complaint), "\(found)")
    }

    @Test("a case may name every kind of event", arguments: EvidenceEvent.Kind.Name.allCases)
    func kinds(kind: EvidenceEvent.Kind.Name) throws {
        let text = Self.good.replacing(
            #""prerequisites": ["#,
            with: #""prerequisites": [ { "kind": "\#(kind.rawValue)" }, "#
        )

        #expect(try CaseLoader.load(Array(text.utf8), file: "READ-99.json").prerequisites.first?.kind == kind)
    }

    @Test("a case that waits for the broker's acknowledgement, which is never recorded, is refused")
    func puback() throws {
        let found = try Self.complaint(#""kind": "http.request" }"#, #""kind": "puback" }"#)
        #expect(found.contains(#"found "puback""#))
    }

    @Test("'allowed' must say something")
    func allowed() throws {
        let found = try Self.complaint(#"["any order of subscribing and calling", "more calls than needed"]"#, "[]")
        #expect(found.contains("/allowed: expected the freedom that a client keeps"))
    }
}
