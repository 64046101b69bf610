import Foundation
import HESConformance
import JSON
import Testing

/// A published version of the catalogue asks for the same today as on its first day.
@Suite("Frozen versions of the catalogue")
struct FrozenCatalogueTests {
    /// What asks nothing of a client: the words for its author, and the proofs that the case can fail.
    private static let free = ["id", "since", "until", "title", "hint", "mutants", "mutations", "neutral", "$schema"]

    /// A line for each case: its id and its requirements.
    private static let frozen: [String] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "fixtures/conformance/catalogue-2026.1.txt")
        return ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }()

    private static let ids = frozen.map { String($0.prefix { $0 != " " }) }

    @Test("2026.1 has the cases that it was published with, in their order")
    func cases() throws {
        #expect(Self.ids.count == 38)
        #expect(try CaseCatalogue.load(.first).map(\.id) == Self.ids)
    }

    @Test("2026.1 asks for what it was published with", arguments: ids)
    func requirements(id: String) throws {
        let line = try #require(Self.frozen.first { $0.hasPrefix("\(id) ") })
        let published = try JSONParser.parse(Array(line.utf8.dropFirst(id.utf8.count + 1))).value
        let testCase = try #require(CaseCatalogue.load(.first).first { $0.id == id })
        #expect(Self.text(testCase.source) == Self.text(published))
    }

    /// The requirements alone, with sorted keys.
    private static func text(_ source: JSONValue) -> String {
        guard case .object(let members) = source else { return "" }
        let kept = members.filter { !free.contains($0.key) }.sorted { $0.key < $1.key }
        var writer = JSONWriter()
        writer.node(.members(kept.map { ($0.key, $0.node.value) }))
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
