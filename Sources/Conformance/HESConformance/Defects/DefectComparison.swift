/// Compares the checks that a defect of the reference client failed with those that the table says it fails.
package struct DefectComparison: Sendable, Hashable {
    package let defect: String
    /// Pinned, and did not fail.
    package let silent: [String]
    /// Failed, and is not pinned.
    package let collateral: [String]

    package var isExact: Bool { silent.isEmpty && collateral.isEmpty }

    /// `results` are those of the whole catalogue under the pack `default`.
    ///
    /// A check of `races` may fail or pass.
    package init(defect: String, pinned: [String], races: [String] = [], results: [CaseResult]) {
        let failed = results.flatMap(Self.failures)
        self.defect = defect
        silent = pinned.filter { !failed.contains($0) }
        collateral = failed.filter { !pinned.contains($0) && !races.contains($0) }
    }

    /// The ids of the cases with a difference.
    package var cases: Set<String> {
        Set((silent + collateral).map { String($0.prefix { $0 != "/" }) })
    }

    /// Failed checks such as `READ-01/rows`, and `READ-02/crash` if the cause is no assertion.
    package static func failures(of result: CaseResult) -> [String] {
        let checks = result.checks.filter { $0.verdict == .fail }.map(\.check)
        let cause = result.cause.flatMap { $0 == .assertion ? nil : $0.rawValue }
        return (checks + [cause].compactMap(\.self)).map { "\(result.caseID)/\($0)" }
    }

    /// One line for each difference.
    package var problems: [String] {
        silent.map { "\(defect): \($0) is pinned, and does not fail (silent)" }
            + collateral.map { "\(defect): \($0) fails, and is not pinned (collateral)" }
    }
}
