import HESContract
import JSON

/// Judges a case by its evidence alone; the same evidence always gives the same result.
package enum Judge {
    package static func judge(_ testCase: Case, on events: [EvidenceEvent]) -> CaseResult {
        let evidence = Evidence(events)
        let missing = Prerequisites(of: testCase, in: evidence).missing
        let violation = Violation.first(in: evidence)
        let checks = testCase.checks.map { check in
            missing.map { check.result(.notReached($0)) } ?? check.judge(evidence, in: testCase)
        }
        // The first that applies decides; a fault of the suite comes first, as it must not be held against the client.
        let finding =
            fault(testCase, in: evidence, hasPrerequisites: missing == nil, isGoing: violation == nil)
            ?? violation.map { Ruling(.fail, "\($0.what) (event \($0.seq))", $0.cause) }
            ?? failure(testCase, given: checks)
            ?? undone(testCase, in: evidence)
            ?? missing.map { Ruling(.inconclusive, $0) }
            ?? weigh(testCase, in: evidence, given: checks)
        return result(testCase, in: evidence, ruling: finding, checks: checks)
    }

    /// A fault of the suite: what it recorded, what it did not deliver, or evidence that is not whole.
    private static func fault(
        _ testCase: Case,
        in evidence: Evidence,
        hasPrerequisites: Bool,
        isGoing: Bool
    ) -> Ruling? {
        if let flaw = flaw(in: evidence, of: testCase) { return Ruling(.error, flaw) }
        let error = evidence.events.firstValue { event -> String? in
            if case .error(let remark) = event.kind { remark.what } else { nil }
        }
        if let error { return Ruling(.error, error) }
        guard isGoing, !isDeclaredAbsent(testCase, in: evidence) else { return nil }
        let delivered = evidence.deliveredRules
        let rule = testCase.requiredRules.filter { !delivered.contains($0) }.first { rule in
            let stimulus = testCase.stimuli.first { $0.rule == rule }?.pattern
            return stimulus.map { evidence.matching($0).count >= $0.count } ?? hasPrerequisites
        }
        return rule.map { Ruling(.error, "fault not delivered: rule '\($0)' never hit anything") }
    }

    /// Why evidence cannot be judged: it is not whole, or not of this case.
    private static func flaw(in evidence: Evidence, of testCase: Case) -> String? {
        guard let first = evidence.events.first else { return "there is no evidence" }
        guard case .begin(let header) = first.kind else { return "the evidence does not begin with 'case'" }
        guard header.caseID == testCase.id else {
            return "the evidence is that of \(header.caseID), not of \(testCase.id)"
        }
        let gap = evidence.events.enumerated().first { index, event in event.seq != index + 1 }
        if let gap { return "the evidence has a gap: event \(gap.element.seq) is number \(gap.offset + 1)" }
        guard case .end = evidence.events.last?.kind else { return "the evidence breaks off: it has no 'end'" }
        return nil
    }

    /// The ruling on the first failed must check of a must case; a should case is weighed at the end.
    private static func failure(_ testCase: Case, given checks: [CheckResult]) -> Ruling? {
        guard testCase.level == .must else { return nil }
        return checks.first { $0.level == .must && $0.verdict == .fail }.map { check in
            Ruling(.fail, "\(check.check): expected \(check.expected); \(check.actual)", .assertion)
        }
    }

    private static func isDeclaredAbsent(_ testCase: Case, in evidence: Evidence) -> Bool {
        guard let capability = testCase.capability else { return false }
        let answer = Declaration(evidence)[capability]
        return answer == .absent || answer == .unmentioned && capability.needsDeclaration
    }

    /// The ruling on what the client does not offer: a capability that it declares absent, or an operation that it refuses.
    private static func undone(_ testCase: Case, in evidence: Evidence) -> Ruling? {
        if let capability = testCase.capability, isDeclaredAbsent(testCase, in: evidence) {
            let isSilent = Declaration(evidence)[capability] == .unmentioned
            let reason =
                "the client \(isSilent ? "does not declare '\(capability)'" : "declares '\(capability)' absent")"
            return Ruling(capability.isMandatory ? .unimplemented : .notApplicable, reason)
        }
        let refused = evidence.operations.first { operation in
            guard operation.isUnsupported, let step = operation.step else { return false }
            return testCase.steps.indices.contains(step) && !testCase.steps[step].isOptional
        }
        guard let name = refused?.name else { return nil }
        let reason = "the client answers '\(name.rawValue)' with 'unsupported'"
        guard name.capability?.isMandatory ?? false else {
            return Ruling(.inconclusive, reason + " and declares nothing about it")
        }
        return Ruling(.unimplemented, reason)
    }

    private static func weigh(_ testCase: Case, in evidence: Evidence, given checks: [CheckResult]) -> Ruling {
        let own = checks.filter { $0.level == testCase.level }
        let failed = checks.first { $0.level == .should && $0.verdict == .fail }
        let warning = failed.map { Ruling(.warn, "\($0.check): expected \($0.expected); \($0.actual)") }
        if testCase.level == .should, let warning { return warning }
        if let open = own.first(where: { $0.verdict == .notReached || $0.verdict == .notObservable }) {
            return Ruling(.inconclusive, "\(open.check): \(open.actual)")
        }
        guard own.contains(where: { $0.verdict == .pass }) else {
            let names = testCase.checks.compactMap(\.capability)
            let isOffered = names.contains { Declaration(evidence)[$0] != .absent }
            if own.allSatisfy({ $0.verdict == .notApplicable }), !isOffered, let name = names.first {
                return Ruling(.notApplicable, "the client declares '\(name)' absent")
            }
            return Ruling(.inconclusive, "no check could be judged")
        }
        return warning ?? Ruling(.pass, "")
    }

    private static func result(
        _ testCase: Case,
        in evidence: Evidence,
        ruling: Ruling,
        checks: [CheckResult]
    ) -> CaseResult {
        CaseResult(
            of: testCase,
            pack: evidence.header?.pack ?? "default",
            verdict: ruling.verdict,
            cause: ruling.cause,
            reason: ruling.reason,
            checks: checks,
            hint: Hint(of: testCase, in: evidence).text(for: ruling.verdict, because: ruling.cause)
        )
    }
}

/// A verdict with its reason.
private struct Ruling {
    let verdict: Verdict
    let reason: String
    let cause: FailureCause?

    init(_ verdict: Verdict, _ reason: String, _ cause: FailureCause? = nil) {
        self.verdict = verdict
        self.reason = reason
        self.cause = cause
    }
}
