import Foundation
import Testing

@testable import HESContract

@Suite("docs/contract.md and docs/fidelity.md", .serialized)
struct ContractPageTests {
    @Test("docs/contract.md has the contract's tables", arguments: ContractTables.all.map(\.name))
    func tables(name: String) throws {
        let table = try #require(ContractTables.all.first { $0.name == name }?.text)

        #expect(try GeneratedPage("docs/contract.md").holds(table, name))
    }

    @Test("docs/contract.md has every common rule once")
    func rules() throws {
        let text = try GeneratedPage("docs/contract.md").text
        let ids = text.matches(of: #/(?m)^\| (R\d+) \|/#).map { String($0.1) }

        #expect(ids == (1...12).map { "R\($0)" })
    }
}

/// A page of the documentation with tables between markers, `<!-- name: … -->` and `<!-- end of name -->`.
struct GeneratedPage {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private let url: URL
    private(set) var text: String

    init(_ path: String) throws {
        url = Self.root.appendingPathComponent(path)
        text = try String(contentsOf: url, encoding: .utf8)
    }

    /// Rewrites the table first where UPDATE_GOLDEN is 1.
    func holds(_ table: String, _ name: String) throws -> Bool {
        var now = self
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            let range = try place(name)
            now.text.replaceSubrange(range, with: table)
            try now.text.write(to: url, atomically: true, encoding: .utf8)
        }
        return now.text[try now.place(name)] == table
    }

    private func place(_ name: String) throws -> Range<String.Index> {
        let head = try #require(text.range(of: "<!-- \(name): "))
        let start = try #require(text[head.upperBound...].range(of: "-->\n")).upperBound
        return start..<(try #require(text.range(of: "<!-- end of \(name) -->")).lowerBound)
    }
}
