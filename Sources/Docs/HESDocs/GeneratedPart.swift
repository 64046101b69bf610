import Foundation

/// A part of a page that is printed from the code, between the markers `<!-- name: … -->` and `<!-- end of name -->`.
struct GeneratedPart: Sendable {
    let name: String
    /// Markdown, with a line feed at its end.
    let text: String

    /// Writes a table; each row is a whole line, `| … |`.
    static func markdown(_ header: [String], rows: [String]) -> String {
        let head = ["| " + header.joined(separator: " | ") + " |", "|" + header.map { _ in "---|" }.joined()]
        return (head + rows).joined(separator: "\n") + "\n"
    }

    /// A whole file of the repository as a block of code.
    ///
    /// - Throws: when the file cannot be read.
    static func file(_ path: String, below root: URL, as name: String) throws -> GeneratedPart {
        let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
        let language = path.hasSuffix(".swift") ? "swift" : "json"
        return GeneratedPart(name: name, text: "```\(language)\n\(text)```\n")
    }
}
