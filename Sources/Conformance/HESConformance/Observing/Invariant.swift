/// A requirement on all traffic of a system that no driver leads.
///
/// Judged by the evidence of an observation alone. Of level must only where the document states an obligation.
package struct Invariant: Sendable {
    /// Such as `OBS-08`; permanent, never reused.
    package let id: String
    package let level: Level
    package let basis: Basis
    /// Such as `O3`, or `practice`.
    package let obligation: String
    /// Section of the vendor's document.
    package let clause: String
    package let title: String
    /// What is required, in words.
    package let expected: String
    /// What a system is free to choose, a phrase each.
    package let allowed: [String]
    /// For the author of a client that fails.
    package let hint: String
    let judge: @Sendable (Traffic) -> Finding
}

extension Invariant: CustomStringConvertible {
    package var description: String { id }
}

extension Invariant {
    /// The verdict of a pure function of the evidence.
    func result(on traffic: Traffic) -> CaseResult {
        let finding = judge(traffic)
        var result = CaseResult(
            caseID: id,
            pack: "default",
            level: level,
            basis: basis,
            obligation: obligation,
            clause: clause,
            title: title,
            verdict: Observation.verdict(of: finding, level: level)
        )
        result.conclude(finding, check: "traffic", expected: expected, hint: hint)
        return result
    }
}

extension CaseResult {
    /// Enters the one check of an observation, with reason and hint where it is not a pass.
    mutating func conclude(_ finding: Finding, check: String, expected: String, hint: String) {
        evidenceName = Observation.name
        checks = [
            CheckResult(
                check: check,
                level: level,
                verdict: finding.verdict,
                plane: .wire,
                expected: expected,
                actual: finding.actual,
                events: finding.events
            )
        ]
        switch verdict {
        case .pass: break
        case .fail: (cause, reason) = (.assertion, "\(check): expected \(expected); \(finding.actual)")
        case .warn: reason = "\(check): expected \(expected); \(finding.actual)"
        default: reason = finding.actual
        }
        switch verdict {
        case .fail, .warn: self.hint = hint
        case .inconclusive: self.hint = "let the window hold a whole cycle of the system, or choose by --select"
        default: break
        }
    }
}
