package import SimulationKernel

/// The end of a run in words: what was collected, what was not, and why.
package struct Summary: Sendable {
    private let comparison: Comparison
    private let state: CollectorState
    private let span: ClosedRange<SimulatedInstant>
    private let zone: WorldZone

    package init(
        _ comparison: Comparison,
        of state: CollectorState,
        during span: ClosedRange<SimulatedInstant>,
        in zone: WorldZone
    ) {
        (self.comparison, self.state, self.span, self.zone) = (comparison, state, span, zone)
    }

    /// Whether every difference has an explanation, and the database's file has everything.
    package var isClean: Bool { comparison.unexplained.isEmpty && state.fileProblem == nil }

    package var text: String {
        (head + section(.missing) + section(.differs) + section(.breaker) + survived + tail).joined(separator: "\n")
    }

    private var head: [String] {
        let missing = comparison.frozenCount - comparison.collectedCount
        return [
            "",
            "\(time(span.lowerBound)) to \(time(span.upperBound)): the collector's database against the meters",
            "  collected    \(comparison.collectedCount) of \(comparison.frozenCount) frozen values, "
                + "\(comparison.otherCount) others",
            "  missing      \(missing)",
            "  differing    \(count(.differs))",
            "  breakers     \(state.breakers.done) moved, \(state.breakers.failed) refused, "
                + "\(state.breakers.unclear) unclear; \(count(.breaker)) in another state than believed",
        ]
    }

    private var tail: [String] {
        var lines = ["  unexplained: \(comparison.unexplained.reduce(0) { $0 + $1.count })"]
        if let problem = state.fileProblem { lines.append("  the database's file lacks rows: \(problem)") }
        return lines
    }

    private func count(_ kind: Difference.Kind) -> Int {
        comparison.differences.all.filter { $0.kind == kind }.reduce(0) { $0 + $1.count }
    }

    private func section(_ kind: Difference.Kind) -> [String] {
        let own = comparison.differences.all.filter { $0.kind == kind }
        let lines = own.prefix(Self.mostLines).map { difference in
            let reason =
                difference.explanations.isEmpty ? "UNEXPLAINED" : difference.explanations.joined(separator: ", ")
            let example = difference.example.map { " (\($0))" } ?? ""
            return "    \(verb(kind)) meter \(difference.devAddr)\(extent(of: difference))\(example): \(reason)"
        }
        return lines + (own.count > Self.mostLines ? ["    and \(own.count - Self.mostLines) more"] : [])
    }

    private func verb(_ kind: Difference.Kind) -> String {
        switch kind {
        case .missing: "missing "
        case .differs: "differs "
        case .breaker: "breaker "
        }
    }

    private func extent(of difference: Difference) -> String {
        guard difference.kind != .breaker else { return "" }
        let values = difference.count == 1 ? "1 value" : "\(difference.count) values"
        return ", \(values) from \(time(difference.first)) to \(time(difference.last))"
    }

    /// The rules that acted and that cost no value.
    private var survived: [String] {
        let named = Set(comparison.differences.all.flatMap(\.explanations))
        return comparison.failures.filter { $0.hitCount > 0 && !named.contains($0.name) }.map {
            "    survived \($0.name), \($0.hitCount == 1 ? "1 hit" : "\($0.hitCount) hits")"
        }
    }

    private func time(_ instant: SimulatedInstant) -> String {
        String(zone.civilTime(at: instant).description.prefix(16))
    }

    private static let mostLines = 40
}
