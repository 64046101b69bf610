import Foundation
import HESFaults
import Testing

@Suite("Documentation of faults")
struct DocumentationTests {
    private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("docs/scenarios.md")
    private static let end = "<!-- end of effects -->"

    @Test("docs/scenarios.md has the catalogue's table")
    func table() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let head = try #require(text.range(of: "<!-- effects: "))
        let start = try #require(text[head.upperBound...].range(of: "-->\n")).upperBound
        let end = try #require(text.range(of: Self.end)).lowerBound
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            let updated = text[..<start] + FaultCatalogue.table + text[end...]
            try String(updated).write(to: Self.page, atomically: true, encoding: .utf8)
        }
        let now = try String(contentsOf: Self.page, encoding: .utf8)

        #expect(now.contains(FaultCatalogue.table + Self.end))
    }
}
