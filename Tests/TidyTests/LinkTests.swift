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
        for source in Source.all + Source.tests where source.text.contains("docs/") {
            for match in source.text.matches(of: #/docs\/[\w\/.-]+\.md/#) {
                let name = match.0.split(separator: "/").last ?? ""
                #expect(Page.all.contains { $0.path.hasSuffix("/\(name)") }, "\(source.path) names \(match.0)")
            }
        }
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

    /// `Name.swift` may stand alone or with the end of its folder; what begins with `Sources/` or `Tests/` is whole.
    private static func missingSources(on page: Page) -> [String] {
        let known = (Source.all + Source.tests + Source.benchmarks).map { "/" + $0.path }
        return page.text.matches(of: #/`([\w+\/.-]+)`/#).map { String($0.1) }.filter { name in
            if name.hasPrefix("Sources/") || name.hasPrefix("Tests/") { return !isThere(name) }
            return name.hasSuffix(".swift") && !known.contains { $0.hasSuffix("/" + name) }
        }
    }

    private static func isThere(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: Source.root.appendingPathComponent(path).path)
    }
}
