import HESConformance

extension ReportInput {
    /// One sentence: what this run shows about the client's conformance.
    package var claim: String {
        if let canary = run.canary { return canaryClaim(canary) }
        let musts = run.cases.filter { $0.level == .must && $0.verdict != .notApplicable }
        let good = musts.count { $0.verdict == .pass || $0.verdict == .warn }
        let absent = run.cases.count { $0.level == .must && $0.verdict == .notApplicable }
        let beside = absent == 0 ? "" : ", \(absent) \(absent == 1 ? "does" : "do") not apply"
        switch run.isConformant {
        case nil where run.mode == "observe":
            return "No claim: an observation makes none; \(good) of \(musts.count) MUST invariants were seen to hold."
        case nil where run.mode == "record": return recordingClaim
        case nil where run.mode == "verify":
            let broken = run.count(.fail)
            let told = broken == 0 ? "all of them fit a reading" : "\(broken) fit no reading"
            return "Of the HES \(run.count(.pass)) rules and switches were observed, and \(told) of the document."
        case nil:
            return
                "No claim: the selection was narrowed; \(good) of \(musts.count) selected MUST cases passed\(beside)."
        case true:
            return
                "\(clientName) conforms to catalogue \(catalogue.rawValue): \(good) of \(musts.count) MUST cases passed\(beside)."
        case false:
            let bad = musts.count { !$0.isGood }
            guard bad > 0 else {
                return "\(clientName) does not conform to catalogue \(catalogue.rawValue): no MUST case passed."
            }
            return
                "\(clientName) does not conform to catalogue \(catalogue.rawValue): \(bad) of \(musts.count) MUST cases did not pass\(beside)."
        }
    }

    /// Of the two sides of a recording, each in its part of the sentence.
    private var recordingClaim: String {
        let rules = run.cases.filter { $0.caseID.hasPrefix("RULE-") }
        let broken = rules.filter { $0.verdict == .fail }.map(\.clause)
        let musts = run.cases.filter { $0.level == .must && !$0.caseID.hasPrefix("RULE-") }
        let good = musts.count { $0.verdict == .pass || $0.verdict == .warn }
        let told = broken.isEmpty ? "broke none of them" : "broke \(broken.joined(separator: ", "))"
        let seen = rules.count { $0.verdict != .notApplicable }
        return "Of the HES \(seen) of \(rules.count) rules were observed, and it \(told). "
            + "Of the client \(good) of \(musts.count) MUST invariants were seen to hold."
    }

    private func canaryClaim(_ canary: CaseResult) -> String {
        let reason = canary.reason.isEmpty ? canary.verdict.rawValue : canary.reason.withoutFullStop
        let head =
            run.isConformant == nil ? "No claim" : "\(clientName) does not conform to catalogue \(catalogue.rawValue)"
        return "\(head): the canary case did not pass (\(reason)), so nothing else counts."
    }

    /// What a failed truth case means for the others; nil if none has failed.
    package var remark: String? {
        guard run.cases.contains(where: { $0.verdict == .fail && $0.caseID.hasPrefix("TRUTH-") }) else { return nil }
        return "What the client reports is not what was sent to it. The truth cases alone judge that: the others judge "
            + "what was asked for and what is there, and pass with wrong values."
    }

    /// The count of every verdict, also of those that did not occur.
    var countsText: String {
        Verdict.allCases.map { "\(run.count($0)) \($0.rawValue)" }.joined(separator: " · ")
    }
}
