import Foundation
import Testing

@testable import HESDocs

@Suite("Generated pages")
struct GeneratedPageTests {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test("every page is as `make docs` prints it")
    func printed() throws {
        for page in GeneratedPage.all(of: try Manifest.dumped(from: Self.root)) {
            let text = try String(contentsOf: Self.root.appending(path: page.path), encoding: .utf8)

            #expect(try page.printed(into: text) == text, "\(page.path): make docs writes it anew")
        }
    }

    @Test("a table is written into its own place and nothing else is touched")
    func place() throws {
        let page = GeneratedPage(path: "a.md", tables: [GeneratedTable(name: "b", text: "new\n")])
        let text = "before\n<!-- b: generated -->\nold\n<!-- end of b -->\nafter\n"

        #expect(
            try page.printed(into: text) == "before\n<!-- b: generated -->\nnew\n<!-- end of b -->\nafter\n"
        )
    }

    @Test("a page that lost the place of a table is refused")
    func missing() {
        let page = GeneratedPage(path: "a.md", tables: [GeneratedTable(name: "b", text: "new\n")])

        #expect(throws: MissingMarker(path: "a.md", table: "b")) { try page.printed(into: "<!-- b: x -->\nold\n") }
    }

    @Test("every target of Sources has a job, and no job is of a target that is gone")
    func jobs() throws {
        let manifest = try Manifest.dumped(from: Self.root)
        let names = manifest.targets.filter { $0.folder.hasPrefix("Sources/") }.map(\.name)

        #expect(Set(names) == Set(Manifest.jobs.keys))
    }

    @Test("the page of the contract has every common rule once")
    func rules() throws {
        let page = try #require(GeneratedPage.all(of: try Manifest(json: Data(#"{"targets": []}"#.utf8))).first)
        let text = try String(contentsOf: Self.root.appending(path: page.path), encoding: .utf8)
        let ids = text.matches(of: #/(?m)^\| (R\d+) \|/#).map { String($0.1) }

        #expect(ids == (1...12).map { "R\($0)" })
    }
}
