import HESContract
import Testing

struct TenantCodeTests {
    @Test(
        "codes that a topic and a path can carry are taken",
        arguments: ["1000000067", "a", "...", ".a", "a$", "Ä b", "w1-3f", "%2F?", String(repeating: "4", count: 64)]
    )
    func taken(code: String) {
        #expect(TenantCode.problem(with: code) == nil)
    }

    @Test(
        "others are refused with the reason",
        arguments: [
            ("", "empty"), ("$SYS", "$"), ("$", "$"), (".", "path"), ("..", "path"), ("a/b", "slash"), ("+", "'+'"),
            ("a#", "'#'"), ("+\u{301}", "'+'"), ("a\0", "U+0000"), ("a\n", "U+000A"), ("\u{7F}", "U+007F"),
            ("a\u{85}", "U+0085"), ("\u{FFFE}", "U+FFFE"), ("\u{1FFFF}", "U+1FFFF"),
            (String(repeating: "Ä", count: 33), "66 bytes"),
        ]
    )
    func refused(code: String, reason: String) {
        #expect(TenantCode.problem(with: code)?.contains(reason) == true)
    }
}
