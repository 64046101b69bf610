import Foundation
import Testing

@Suite("Tidy: links")
struct LinkTests {
    @Test("every link of every page leads to a file and a heading that are there", arguments: Page.all)
    func links(page: Page) {
        #expect(Self.broken(on: page) == [])
    }

    @Test("every page that the code names is there")
    func pagesOfComments() {
        for source in Source.all + Source.tests + Source.benchmarks where source.text.contains("docs/") {
            #expect(Self.missingPages(in: source.text) == [], "\(source.path)")
        }
    }

    @Test("a page and a decision that are not there are found")
    func missingPageIsFound() {
        let folder = "docs/internals"
        let text = "\(folder)/architecture.md, \(folder)/decisions/0004) \(folder)/gone.md, \(folder)/decisions/9999"

        #expect(Self.missingPages(in: text) == ["\(folder)/gone.md", "\(folder)/decisions/9999"])
    }

    @Test("every source file and folder that a page of the documentation names is there", arguments: Page.documentation)
    func filesOfPages(page: Page) {
        #expect(Self.missingSources(on: page) == [])
    }

    @Test("a source file that is not there is found")
    func missingSourceIsFound() {
        let page = Page(
            path: "pages/x.md",
            text: "`LinkTests.swift`, `TidyTests/Gone.swift`, `Sources/Core/`, `Sources/Gone/x`"
        )

        #expect(Self.missingSources(on: page) == ["TidyTests/Gone.swift", "Sources/Gone/x"])
    }

    @Test("a link to nothing and one to a heading that is not there are found")
    func canFail() {
        let page = Page(
            path: "pages/made.md",
            text: "# A heading\n[x](gone.md) [y](#a-heading) [z](#gone) [w](made.md)\n"
        )

        #expect(Self.broken(on: page) == ["gone.md", "#gone", "made.md"])
    }

    private static func broken(on page: Page) -> [String] {
        page.links.filter { link in
            let (path, anchor) = page.target(of: link)
            guard path == page.path && link.hasPrefix("#") || isThere(path) else { return true }
            guard let anchor, path.hasSuffix(".md") else { return false }
            let target = path == page.path ? page : Page.all.first { $0.path == path }
            return target?.anchors.contains(anchor) != true
        }
    }

    /// Pages are named by their whole path; a decision may be named by its number alone.
    private static func missingPages(in text: String) -> [String] {
        text.matches(of: #/docs\/(?:[\w\/-]+\.md|[\w\/-]*decisions\/\d{4})/#).map { String($0.0) }.filter { name in
            !Page.all.contains { $0.path == name || !name.hasSuffix(".md") && $0.path.hasPrefix(name + "-") }
        }
    }

    /// `Name.swift` may stand alone or with the end of its folder; what begins with `Sources/` or `Tests/` is whole.
    private static func missingSources(on page: Page) -> [String] {
        let known = (Source.all + Source.tests + Source.benchmarks).map { "/" + $0.path }
        return page.text.matches(of: #/`([\w+\/.-]+)`/#).map { String($0.1) }.filter { name in
            if name.hasPrefix("Sources/") || name.hasPrefix("Tests/") { return !isThere(name) }
            return name.hasSuffix(".swift") && !isThere(name) && !known.contains { $0.hasSuffix("/" + name) }
        }
    }

    private static func isThere(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: Source.root.appendingPathComponent(path).path)
    }
}
