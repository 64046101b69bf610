import HESContract
import HESVerification

/// The tables of `docs/reference/verify.md`.
enum ProbeTables {
    /// - Throws: `ProbeProblems` for a probe file that is wrong.
    static var parts: [GeneratedPart] {
        get throws {
            [
                GeneratedPart(name: "probes", text: table(of: try ProbeCatalogue.load())),
                GeneratedPart(name: "rules", text: rules),
            ]
        }
    }

    private static func table(of probes: [Probe]) -> String {
        let rows = probes.map { probe in
            let calls = probe.endpoints.map(\.rawValue).joined(separator: ", ")
            let needs = probe.needs.map(\.text).joined(separator: ", ")
            let told = probe.tells.map { "`\($0.key)`" }.joined(separator: " ")
            return "| `\(probe.id)` | \(probe.title) | \(calls) | \(needs) | \(told) |"
        }
        return GeneratedPart.markdown(["probe", "asks for", "calls", "needs", "tells"], rows: rows)
    }

    private static var rules: String {
        let rows = RuleCatalogue.rows.map { "| `\($0.id)` | \($0.clause) | \($0.title) |" }
        return GeneratedPart.markdown(["rule", "clause", "what is required"], rows: rows)
    }
}
