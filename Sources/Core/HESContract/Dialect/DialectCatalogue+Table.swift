extension DialectCatalogue {
    /// The dialect with a pack's switches; nil where there is no such pack.
    package static func dialect(ofPack name: String) -> Dialect? {
        packs.first { $0.name == name }.map { pack in
            var dialect = Dialect()
            for (key, value) in pack.values { all.first { $0.name == key }?.set(&dialect, to: value) }
            return dialect
        }
    }

    /// The table of `docs/dialects.md`: a line for each switch, in Markdown.
    package static var table: String {
        let header = ["| key | values | what the document leaves open |", "|---|---|---|"]
        let rows = all.map { known in
            let values = known.values.enumerated().map { $0.offset == 0 ? "**\($0.element)**" : $0.element }
            return "| `\(known.name)` | \(values.joined(separator: ", ")) | \(known.gap) |"
        }
        return (header + rows).joined(separator: "\n") + "\n"
    }

    /// The packs of `docs/dialects.md`: a line for each.
    package static var packTable: String {
        let rows = packs.map { pack in
            let values = pack.values.map { "`\($0.key): \($0.value)`" }.joined(separator: ", ")
            return "| `\(pack.name)` | \(values.isEmpty ? "every default" : values) |"
        }
        return (["| pack | switches |", "|---|---|"] + rows).joined(separator: "\n") + "\n"
    }
}
