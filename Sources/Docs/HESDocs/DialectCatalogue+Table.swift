import HESContract

extension DialectCatalogue {
    /// The table of `docs/reference/dialects.md`: a line for each switch, in Markdown.
    static var table: String {
        let rows = all.map { known in
            let values = known.values.enumerated().map { $0.offset == 0 ? "**\($0.element)**" : $0.element }
            return "| `\(known.name)` | \(values.joined(separator: ", ")) | \(known.gap) |"
        }
        return GeneratedPart.markdown(["key", "values", "what the document leaves open"], rows: rows)
    }

    /// The packs of `docs/reference/dialects.md`: a line for each.
    static var packTable: String {
        let rows = packs.map { pack in
            let values = pack.values.map { "`\($0.key): \($0.value)`" }.joined(separator: ", ")
            let note = packNotes.first { $0.name == pack.name }.map { " (\($0.note))" } ?? ""
            return "| `\(pack.name)` | \(values.isEmpty ? "every default" : values)\(note) |"
        }
        return GeneratedPart.markdown(["pack", "switches"], rows: rows)
    }
}
