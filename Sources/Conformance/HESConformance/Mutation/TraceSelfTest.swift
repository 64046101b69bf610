/// Layer 1 of the self-test: golden evidence of a good client passes, every check can be flipped by a listed change of the
/// trace, and none by a neutral one (conformance.md §5.1).
package enum TraceSelfTest {
    /// Every problem, a sentence each; empty if every check can fail as it should.
    package static func problems(of testCase: Case, golden: [EvidenceEvent]) -> [String] {
        let result = Judge.judge(testCase, on: golden)
        guard result.verdict == .pass else {
            return ["\(testCase.id): the golden evidence is \(result.verdict.rawValue): \(result.reason)"]
        }
        let passing = result.checks.filter { $0.verdict == .pass }.map(\.check)
        let flips = testCase.mutations.flatMap { flipProblems($0, in: testCase, golden: golden, passing: passing) }
        let neutral = testCase.neutral.flatMap { neutralProblems($0, in: testCase, golden: golden, passing: passing) }
        return flips + neutral + idle(testCase, passing: passing)
    }

    private static func flipProblems(
        _ mutation: TraceMutation,
        in testCase: Case,
        golden: [EvidenceEvent],
        passing: [String]
    ) -> [String] {
        guard !mutation.targets(in: golden).isEmpty else {
            return ["\(testCase.id): '\(mutation.name)' finds no \(mutation.target.description) in the golden evidence"]
        }
        guard let changed = change(mutation, of: golden) else { return [nothing(mutation, in: testCase)] }
        let still = passingChecks(testCase, on: changed)
        return mutation.flips.filter { passing.contains($0) && still.contains($0) }.map { check in
            "\(testCase.id): '\(mutation.name)' does not flip '\(check)'"
        }
    }

    private static func neutralProblems(
        _ mutation: TraceMutation,
        in testCase: Case,
        golden: [EvidenceEvent],
        passing: [String]
    ) -> [String] {
        guard let changed = change(mutation, of: golden) else { return [nothing(mutation, in: testCase)] }
        let still = passingChecks(testCase, on: changed)
        return passing.filter { !still.contains($0) }.map { check in
            "\(testCase.id): the neutral '\(mutation.name)' flips '\(check)'"
        }
    }

    /// nil if every line stays as it is: a member that is not there, or a value that it cannot have.
    private static func change(_ mutation: TraceMutation, of golden: [EvidenceEvent]) -> [EvidenceEvent]? {
        let changed = mutation.apply(to: golden)
        return changed.map(\.line) == golden.map(\.line) ? nil : changed
    }

    private static func nothing(_ mutation: TraceMutation, in testCase: Case) -> String {
        "\(testCase.id): '\(mutation.name)' changes nothing"
    }

    /// Problems of checks that the golden evidence does not pass, which would prove nothing.
    private static func idle(_ testCase: Case, passing: [String]) -> [String] {
        testCase.checks.map(\.id).filter { !passing.contains($0) }.map { check in
            "\(testCase.id): the golden evidence does not pass '\(check)'"
        }
    }

    /// Checks that pass, judged one by one: a mutation may break the case's prerequisites.
    private static func passingChecks(_ testCase: Case, on events: [EvidenceEvent]) -> [String] {
        let evidence = Evidence(events)
        return testCase.checks.filter { $0.judge(evidence, in: testCase).verdict == .pass }.map(\.id)
    }
}
