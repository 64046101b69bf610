extension FaultCatalogue {
    /// The table of `docs/scenarios.md`: a line for each kind, in Markdown.
    package static var table: String {
        let header = ["| layer | `effect.type` | what goes wrong | parameters |", "|---|---|---|---|"]
        let rows = all.map { kind in
            let parameters = kind.parameters.map { parameter in
                "`\(parameter.name)`\(parameter.isRequired ? "" : " (optional)"): \(parameter.summary)"
            }
            return
                "| \(kind.layer.rawValue) | `\(kind.type)` | \(kind.summary) | \(parameters.joined(separator: "<br>")) |"
        }
        return (header + rows).joined(separator: "\n") + "\n"
    }
}
