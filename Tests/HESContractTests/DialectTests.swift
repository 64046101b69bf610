import Foundation
import Testing

@testable import HESContract

@Suite("Dialects", .serialized)
struct DialectTests {
    private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("docs/dialects.md")

    @Test("docs/dialects.md has the catalogue's tables", arguments: [("packs", true), ("switches", false)])
    func table(name: String, isOfPacks: Bool) throws {
        let table = isOfPacks ? DialectCatalogue.packTable : DialectCatalogue.table
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let head = try #require(text.range(of: "<!-- \(name): "))
        let start = try #require(text[head.upperBound...].range(of: "-->\n")).upperBound
        let end = try #require(text.range(of: "<!-- end of \(name) -->")).lowerBound
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            let updated = text[..<start] + table + text[end...]
            try String(updated).write(to: Self.page, atomically: true, encoding: .utf8)
        }
        let now = try String(contentsOf: Self.page, encoding: .utf8)

        #expect(now.contains(table + "<!-- end of \(name) -->"))
    }

    @Test("keys stand once, with their default first", arguments: DialectCatalogue.all)
    func defaults(known: DialectSwitch) {
        #expect(DialectCatalogue.all.count { $0.name == known.name } == 1)
        #expect(known.value(in: Dialect()) == known.values.first)
    }

    @Test("a switch sets its own value and no other", arguments: DialectCatalogue.all)
    func independent(known: DialectSwitch) {
        for value in known.values {
            var dialect = Dialect()
            known.set(&dialect, to: value)

            #expect(known.value(in: dialect) == value)
            for other in DialectCatalogue.all where other.name != known.name {
                #expect(other.value(in: dialect) == other.values.first)
            }
        }
    }

    @Test("packs name keys and values that there are")
    func packs() {
        for pack in DialectCatalogue.packs {
            for (key, value) in pack.values {
                let known = DialectCatalogue.all.first { $0.name == key }
                let isOfPackAlone = value == Dialect.TopicTenant.foreignAsExample.rawValue
                #expect(known?.values.contains(value) == true || isOfPackAlone, "\(pack.name): \(key) \(value)")
            }
        }
    }
}
