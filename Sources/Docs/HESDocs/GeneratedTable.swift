/// A table of a page, between the markers `<!-- name: … -->` and `<!-- end of name -->`.
struct GeneratedTable: Sendable {
    let name: String
    /// Markdown, with a line feed at its end.
    let text: String

    /// Writes a table; each row is a whole line, `| … |`.
    static func markdown(_ header: [String], rows: [String]) -> String {
        let head = ["| " + header.joined(separator: " | ") + " |", "|" + header.map { _ in "---|" }.joined()]
        return (head + rows).joined(separator: "\n") + "\n"
    }
}
