import HESConformance

extension EvidenceEvent.Kind.Name {
    /// The table of `docs/reference/evidence.md`: a line for each kind, in Markdown.
    static var table: String {
        let rows = allCases.map { name in
            let told = [name.memberDescriptions.joined(separator: ", "), name.meaning].filter { !$0.isEmpty }
            return "| `\(name.rawValue)` | \(name.plane.rawValue) | \(told.joined(separator: "; ")) |"
        }
        return GeneratedPart.markdown(["kind", "plane", "members"], rows: rows)
    }
}
