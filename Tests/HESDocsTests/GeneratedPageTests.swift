import Foundation
import JSON
import Testing

@testable import HESDocs

@Suite("Generated pages")
struct GeneratedPageTests {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let manifest = Task { try await Manifest.dumped(from: root) }

    @Test("every page is as `make docs` prints it")
    func printed() async throws {
        for page in try GeneratedPage.all(of: await Self.manifest.value, at: Self.root) {
            let text = try String(contentsOf: Self.root.appending(path: page.path), encoding: .utf8)

            #expect(try page.printed(into: text) == text, "\(page.path): make docs writes it anew")
        }
    }

    @Test("every file that the program carries is as `make docs` prints it")
    func files() throws {
        for file in try GeneratedFile.all(at: Self.root) {
            let text = try String(contentsOf: Self.root.appending(path: file.path), encoding: .utf8)

            #expect(file.text == text, "\(file.path): make docs writes it anew")
        }
    }

    @Test("every shipped recipe says what happens and what a good client does")
    func recipes() throws {
        guard case .array(let recipes) = try Recipe.list(at: Self.root) else {
            Issue.record("no list")
            return
        }

        #expect(recipes.count == 44)
        for recipe in recipes.map(\.value) {
            #expect(recipe.member("what")?.value.string?.isEmpty == false, "\(recipe)")
            #expect(recipe.member("goodClient")?.value.string?.isEmpty == false, "\(recipe)")
        }
    }

    @Test("a part is written into its own place and nothing else is touched")
    func place() throws {
        let page = GeneratedPage(path: "a.md", parts: [GeneratedPart(name: "b", text: "new\n")])
        let text = "before\n<!-- b: generated -->\nold\n<!-- end of b -->\nafter\n"

        #expect(
            try page.printed(into: text) == "before\n<!-- b: generated -->\nnew\n<!-- end of b -->\nafter\n"
        )
    }

    @Test("a page that lost the place of a part is refused")
    func missing() {
        let page = GeneratedPage(path: "a.md", parts: [GeneratedPart(name: "b", text: "new\n")])

        #expect(throws: MissingMarker(path: "a.md", part: "b")) { try page.printed(into: "<!-- b: x -->\nold\n") }
    }

    @Test("every target of Sources has a job, and every job a target")
    func jobs() async throws {
        let targets = try await Self.manifest.value.targets.filter { $0.folder.hasPrefix("Sources/") }

        #expect(Set(targets.map(\.name)) == Set(Manifest.jobs.keys))
    }

    @Test("the page of the contract has every common rule once")
    func rules() throws {
        let text = try String(contentsOf: Self.root.appending(path: "docs/reference/contract.md"), encoding: .utf8)
        let ids = text.matches(of: #/(?m)^\| (R\d+) \|/#).map { String($0.1) }

        #expect(ids == (1...12).map { "R\($0)" })
    }
}
