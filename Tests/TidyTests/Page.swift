import Foundation
import Testing

/// A Markdown page of the repository.
struct Page: Sendable, CustomTestStringConvertible {
    let path: String
    let text: String

    var testDescription: String { path }

    static let all: [Page] = {
        let places = ((try? FileManager.default.contentsOfDirectory(atPath: Source.root.path)) ?? [])
            .filter { !$0.hasPrefix(".") }
        let names = places.flatMap { place in
            let below = FileManager.default.enumerator(atPath: Source.root.appendingPathComponent(place).path)
            return [place] + (below?.compactMap { $0 as? String } ?? []).map { "\(place)/\($0)" }
        }
        return names.filter { $0.hasSuffix(".md") && !$0.contains("/Skeletons/Files/") }.sorted().compactMap { name in
            (try? Source.read(name)).map { Page(path: name, text: $0) }
        }
    }()

    /// What explains the project, without the pages of examples and fixtures.
    static let documentation = all.filter { $0.path.hasPrefix("docs/") || !$0.path.contains("/") }

    /// Links to other places of the repository, without those in code.
    var links: [String] {
        prose.matches(of: #/\]\(([^)\s]+)\)/#).map { String($0.1) }.filter { !$0.contains("://") }
    }

    /// The anchors that the page's headings have on GitHub.
    var anchors: Set<String> {
        Set(
            prose.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
                line.drop { $0 == "#" || $0 == " " }.lowercased()
                    .filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }
                    .replacing(" ", with: "-")
            }
        )
    }

    /// The path of what a link points to, below the root, and the anchor in it.
    func target(of link: String) -> (path: String, anchor: String?) {
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let folder = URL(filePath: "/" + path).deletingLastPathComponent()
        let place = parts[0].isEmpty ? "/" + path : folder.appending(path: parts[0]).standardized.path
        return (String(place.drop { $0 == "/" }), parts.count == 2 ? parts[1] : nil)
    }

    /// Without blocks of code.
    private var prose: String {
        text.components(separatedBy: "```").enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
            .joined(separator: "\n")
    }
}
