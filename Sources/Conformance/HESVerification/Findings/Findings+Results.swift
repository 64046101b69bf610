package import HESConformance

extension Findings {
    /// Name of the file of evidence, and the `case` of its first event.
    package static let evidenceName = "VERIFICATION"

    /// The findings as the suite's reports take them: a rule or switch that nothing was seen of does not apply.
    package var results: [CaseResult] { rules.map { $0.result(evidence: Self.evidenceName) } + switches.map(\.result) }
}

extension RuleFinding {
    /// What the ids of results begin with.
    static let prefix = "RULE-"

    /// As the suite's reports take it; `evidence` is the name of the file that its events are in.
    func result(evidence: String) -> CaseResult {
        var result = CaseResult(
            caseID: Self.prefix + id,
            pack: "default",
            level: .must,
            basis: .derived,
            obligation: id,
            clause: clause,
            title: title,
            verdict: isBroken ? .fail : isHeld ? .pass : .notApplicable,
            cause: isBroken ? .assertion : nil,
            reason: isHeld ? "" : seen
        )
        result.conclude(required: title, seen: seen, events: events, evidence: evidence)
        return result
    }
}

extension SwitchFinding {
    /// In one line.
    package var told: String {
        switch outcome {
        case .observed(let value): value
        case .narrowed(let values): values.joined(separator: " or ")
        case .notObserved: "not observed"
        case .unlisted(let what): "no listed value: \(what)"
        case .contradicted: "fits no value"
        }
    }

    fileprivate var result: CaseResult {
        let isJudged = isContradicted || observed != nil
        var result = CaseResult(
            caseID: "SWITCH-\(key)",
            pack: "default",
            level: isContradicted ? .must : .should,
            basis: .derived,
            obligation: "dialect",
            clause: clause,
            title: "\(gap): \(told)",
            verdict: isContradicted ? .fail : isJudged ? .pass : .notApplicable,
            cause: isContradicted ? .assertion : nil,
            reason: isContradicted ? seen : isJudged ? "" : missing
        )
        let required = "one of " + values.joined(separator: ", ")
        result.conclude(
            required: required,
            seen: seen.isEmpty ? missing : seen,
            events: events,
            evidence: Findings.evidenceName
        )
        return result
    }

    /// The section in the words of the gap.
    package var clause: String {
        guard let sign = gap.firstIndex(of: "§") else { return "no clause" }
        return String(gap[sign...])
    }
}

extension CaseResult {
    fileprivate mutating func conclude(required: String, seen: String, events: [Int], evidence: String) {
        evidenceName = evidence
        let word: CheckVerdict =
            switch verdict {
            case .fail: .fail
            case .pass: .pass
            default: .notObservable
            }
        checks = [
            CheckResult(
                check: "exchange",
                level: level,
                verdict: word,
                plane: .wire,
                expected: required,
                actual: seen,
                events: events
            )
        ]
        if verdict == .fail { hint = "see the exchange in the evidence; it is what to send to the vendor" }
    }
}
