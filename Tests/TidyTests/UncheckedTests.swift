import Foundation
import Testing

/// What reads values from outside may not end the process: no arithmetic, conversion or subscript without a check.
@Suite("Tidy: decoders check what they calculate with")
struct UncheckedTests {
    private static let decoders = Source.all.filter { source in Decoders.places.contains { source.path.hasPrefix($0) } }

    @Test("a decoder has the unchecked operations that are listed with their reason, and no other", arguments: decoders)
    func unchecked(source: Source) {
        let found = UncheckedOperation.all(in: source)
        let allowed = Decoders.allowed[source.path]?.count ?? 0

        #expect(
            found.count == allowed,
            """
            \(source.path) had \(allowed) unchecked operations and has \(found.count):
            \(found.map(\.description).joined(separator: "\n"))
            Compare a value with its bound first, or use addingReportingOverflow, Int(exactly:) or `first`; what is left is safe for a \
            reason that Decoders.swift tells.
            """
        )
    }

    @Test(
        "every place of a decoder, and every file with a reason, is there",
        arguments: Decoders.places + Decoders.allowed.keys.sorted()
    )
    func places(path: String) {
        #expect(Source.all.contains { $0.path.hasPrefix(path) })
    }

    @Test("an unchecked operation in a decoder is found")
    func canFail() {
        let code = #"""
            let following = last.map { $0 + 1 }
            let size = Int(text.count) * width - 3
            let byte = UInt8(ascii: "a"), near = Int(clamping: number), far = number &+ 1, sum = 2 + 3
            let part = parts[1], rest = bytes[from...], other = bytes[index - 1], known = values[name]
            let path = "/" + name + "\(name + "x")/" // a + b
            for index in parts.indices { parts[index] = total }
            total -= codes.map(Int.init)
            """#
        let found = UncheckedOperation.all(in: Source(path: "Sources/Made.swift", text: code))

        let expected = [
            "1: +", "2: *", "2: -", "2: Int(", "4: -", "4: 1", "4: from...", "4: index - 1", "7: -=", "7: Int.init",
        ]
        #expect(found.map(\.description) == expected)
    }
}
