import JSON
import Testing

@Suite("JSON parser")
struct JSONParserTests {
    @Test(
        "a text that is not JSON is refused at the byte that cannot go on",
        arguments: [
            ("", 0), ("   ", 3), ("{", 1), ("{\"a\"", 4), ("{\"a\":", 5), ("{\"a\":1,}", 7), ("{\"a\":1} x", 8),
            ("[1,]", 3),
            ("{a:1}", 1), ("{\"a\":01}", 6), ("{\"a\":1.}", 7), ("{\"a\":-}", 6), ("{\"a\":1e}", 7), ("{\"a\":tru}", 8),
            ("{\"a\":\"x\ny\"}", 7), ("{\"a\":\"\\q\"}", 7), ("{\"a\":\"\\u12g4\"}", 10), ("{\"a\":\"\\ud800\"}", 6),
            ("{'a':1}", 1), ("{\"a\":NaN}", 5), ("// c\n{}", 0), ("{\"a\":\"b\" \"c\":1}", 9),
        ]
    )
    func malformed(text: String, offset: Int) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(text.utf8)) }

        #expect(error?.offset == offset)
    }

    @Test("invalid UTF-8 is refused at its byte")
    func invalidUTF8() {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array("\"ab".utf8) + [0xFF, 0x22]) }

        #expect(error?.offset == 3)
    }

    @Test("nesting is bounded, so input never decides how deep the stack goes")
    func nesting() {
        let deep = String(repeating: "[", count: 100_000)
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(deep.utf8)) }

        #expect(error?.offset == JSONParser.maximumDepth)
    }

    @Test("escapes and surrogate pairs become their characters")
    func escapes() throws {
        let node = try JSONParser.parse(Array(#""\"\\\/\b\f\n\r\té😀""#.utf8))

        #expect(node.value.string == "\"\\/\u{08}\u{0C}\n\r\té😀")
    }

    @Test("numbers keep their digits")
    func numbers() throws {
        let node = try JSONParser.parse(Array(#"{"a":7340.740,"b":-0,"c":12345678901234567890,"d":20}"#.utf8))

        guard case .number("7340.740")? = node.value.member("a")?.value else {
            Issue.record("another value")
            return
        }
        #expect(node.value.member("c")?.value.integer == nil)
        #expect(node.value.member("d")?.value.integer == 20)
    }

    @Test("where a key stands twice the last one counts")
    func repeatedKey() throws {
        #expect(try JSONParser.parse(Array(#"{"a":1,"a":2}"#.utf8)).value.member("a")?.value.integer == 2)
    }

    @Test(
        "what is written is read back as the same value",
        arguments: [
            #"{"a":[1,2,{"b":null}],"c":"x\"y\\z\u0001é","d":true,"e":[],"f":{}}"#, "[]", "\"\"", "-12.5e3",
        ]
    )
    func roundTrip(text: String) throws {
        var writer = JSONWriter()
        writer.node(try JSONParser.parse(Array(text.utf8)).value)

        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
    }

    @Test(
        "decimal strings carry their places",
        arguments: [
            (7_340_740, 3, "\"7340.740\""), (0, 3, "\"0.000\""), (-5, 3, "\"-0.005\""), (2301, 1, "\"230.1\""),
            (99, 1, "\"9.9\""), (1_234_567, 0, "\"1234567\""),
        ] as [(Int64, Int, String)]
    )
    func decimals(magnitude: Int64, places: Int, text: String) {
        var writer = JSONWriter()
        writer.decimalString(magnitude, places: places)

        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
    }
}
