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
            (#""check": "rowCount""#, #""check": "rowcuont""#, "did you mean 'rowCount'?"),
            (#""equals": 1"#, #""equal": 1"#, "/checks/0/equal: expected a known key"),
            (#""equals": 1"#, #""equals": "1""#, #"/checks/0/equals: expected an integer, found "1""#),
            (#""basis": "stated""#, #""basis": "practice""#, "practice is never must"),
            (#""prerequisites": ["#, #""prerequisite": ["#, "did you mean 'prerequisites'?"),
            (#""kind": "http.reply""#, #""kind": "http.replay""#, "did you mean 'http.reply'?"),
            (#""mutants": ["m"], "#, "", "/mutants: expected the defect that must fail the case"),
            (#""flips": ["read"]"#, #""flips": ["history"]"#, "expected a mutation that flips 'read'"),
            (#""flips": ["read"]"#, #""flips": ["reed"]"#, "did you mean 'read'?"),
            (#""id": "history""#, #""id": "read""#, "expected every id once, found 'read' again"),
            (#""op": "read""#, #""op": "reed""#, "did you mean 'read'?"),
            (#""steps": [1]"#, #""steps": [7]"#, "found step 7 in 'read'"),
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

    @Test("'allowed' must say something")
    func allowed() throws {
        let found = try Self.complaint(#"["any order of subscribing and calling", "more calls than needed"]"#, "[]")
        #expect(found.contains("/allowed: expected the freedom that a client keeps"))
    }
}
