import HESFaults

extension FaultCatalogue {
    /// The table of `docs/reference/scenarios.md`: a line for each kind, in Markdown.
    static var table: String {
        let rows = all.map { kind in
            let parameters = kind.parameters.map { parameter in
                "`\(parameter.name)`\(parameter.isRequired ? "" : " (optional)"): \(parameter.summary)"
            }
            return
                "| \(kind.layer.rawValue) | `\(kind.type)` | \(kind.summary) | \(parameters.joined(separator: "<br>")) |"
        }
        return GeneratedPart.markdown(["layer", "`effect.type`", "what goes wrong", "parameters"], rows: rows)
    }
}
