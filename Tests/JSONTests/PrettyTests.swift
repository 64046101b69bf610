import JSON
import Testing

@Suite("Pretty JSON")
struct PrettyTests {
    @Test("members keep their order, blocks are indented, short lists stay on one line")
    func layout() {
        let value: JSONValue = [
            "b": [1, "two", true, []], "a": [:], "list": [["x": .decimal(0.5)], ["y": .decimal(50)]],
        ]

        #expect(
            String(decoding: value.prettyPrinted, as: UTF8.self) == """
                {
                  "b": [1, "two", true, []],
                  "a": {},
                  "list": [
                    {
                      "x": 0.5
                    },
                    {
                      "y": 50
                    }
                  ]
                }

                """
        )
    }

    @Test("a list that does not fit in 120 characters is broken")
    func width() {
        let fits: JSONValue = ["k": .words(Array(repeating: "12345678", count: 9))]
        let tooLong: JSONValue = ["k": .words(Array(repeating: "12345678", count: 10))]

        #expect(fits.prettyPrinted.count { $0 == UInt8(ascii: "\n") } == 3)
        #expect(tooLong.prettyPrinted.count { $0 == UInt8(ascii: "\n") } == 14)
    }
}
