extension DialectCatalogue {
    /// The table of `docs/dialects.md`: a line for each switch, in Markdown.
    package static var table: String {
        let header = ["| key | values | not carried out yet | what the document leaves open |", "|---|---|---|---|"]
        let rows = all.map { known in
            let values = known.values.enumerated().map { $0.offset == 0 ? "**\($0.element)**" : $0.element }
            return
                "| `\(known.name)` | \(values.joined(separator: ", ")) | \(known.planned.joined(separator: ", ")) | \(known.gap) |"
        }
        return (header + rows).joined(separator: "\n") + "\n"
    }

    /// Packs whose every switch is carried out.
    package static var wholePacks: [String] {
        packs.filter { pack in
            pack.values.allSatisfy { value in
                all.contains { $0.name == value.key && $0.values.contains(value.value) }
            }
        }.map(\.name)
    }
}
