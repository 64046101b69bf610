import HESClientDriver
package import HESConformance

extension SuiteOutcome {
    /// The result that the reports are made from.
    ///
    /// `reproduce` makes the command that runs one case alone.
    package func runResult(
        _ options: RunOptions,
        isComplete: Bool,
        known: KnownFailing.Application? = nil,
        reproduce: (CaseResult) -> String
    ) -> RunResult {
        var result = RunResult(
            client: client,
            mode: options.mode.rawValue,
            command: [options.command.program] + options.command.arguments,
            seed: options.seed,
            cases: results.map { result in
                var result = result
                if result.verdict != .pass { result.reproduce = reproduce(result) }
                return result
            },
            elapsedMilliseconds: elapsed,
            isComplete: isComplete,
            stale: known?.stale ?? [],
            expected: known?.expected ?? []
        )
        result.canary = canaryFailure?.result
        return result
    }

    /// In the order of the plan.
    package var results: [CaseResult] { played.map(\.result) }

    /// Events by name of the case, including the canary's if it failed.
    package var evidence: [String: [EvidenceEvent]] {
        let all = played + [canaryFailure].compactMap { $0 }
        let seen = all.filter { !$0.events.isEmpty }.map { ($0.result.name, $0.events) }
        return Dictionary(seen) { first, _ in first }
    }

    private var elapsed: [String: Int] {
        Dictionary(played.map { ($0.result.name, Int($0.elapsed / .milliseconds(1))) }) { first, _ in first }
    }
}
