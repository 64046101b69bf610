/// How `hes-sim conformance run` ends (conformance.md §3); if several apply, 4 > 2 > 1 > 3 > 0.
package enum ExitCode: Int, Sendable {
    /// Every selected MUST passed, and at least one case was judged.
    case passed = 0
    /// A case failed that no entry expects, or an entry is stale.
    case failed = 1
    case usage = 2
    /// A selected MUST was not judged, or nothing was.
    case incomplete = 3
    /// A fault of the suite.
    case suite = 4
}

extension ExitCode {
    /// `known` is what the known-failing file says of these results; nil without one.
    package init(_ results: [CaseResult], known: KnownFailing.Application? = nil, isUsageWrong: Bool = false) {
        let expected = known?.expected ?? []
        let open = results.filter { !expected.contains($0.name) }
        if results.contains(where: { $0.verdict == .error }) {
            self = .suite
        } else if isUsageWrong {
            self = .usage
        } else if open.contains(where: { $0.verdict == .fail }) || !(known?.stale.isEmpty ?? true) {
            self = .failed
        } else if open.contains(where: Self.isOpen) || !results.contains(where: Self.isJudged) {
            self = .incomplete
        } else {
            self = .passed
        }
    }

    /// Whether it is a must case without a judgement of the client.
    private static func isOpen(_ result: CaseResult) -> Bool {
        let open: [Verdict] = [.unimplemented, .inconclusive, .notRun]
        return result.level == .must && open.contains(result.verdict)
    }

    private static func isJudged(_ result: CaseResult) -> Bool {
        let judged: [Verdict] = [.fail, .warn, .pass]
        return judged.contains(result.verdict)
    }
}
