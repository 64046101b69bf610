package import HESConformance
package import SimulationKernel

/// What a recorded session says of the HES: each rule of the contract, judged by what passed between it and its client.
///
/// Nothing is asked, so that rules that need a question of their own are not observed, and no dialect is found. Tenants are
/// judged apart: each may have a dialect and meters of its own.
package struct RecordedHES: Sendable {
    package let rules: [RuleFinding]

    /// - Parameters:
    ///   - events: of a recording, whole or not.
    ///   - zone: of the dates in the calls; nil leaves windows unjudged unless the evidence names an offset.
    package init(_ events: [EvidenceEvent], in zone: WorldZone?) {
        let talks = RecordedTalks(events).all.map { Conversation(recorded: $0, in: zone) }
        rules = RuleCatalogue.all.map { rule in RuleFinding(rule, onEach: talks) }
    }

    package var isBroken: Bool { rules.contains(where: \.isBroken) }

    /// As the suite's reports take them; `evidence` is the name of the recording's file.
    package func results(evidence: String) -> [CaseResult] { rules.map { $0.result(evidence: evidence) } }

    /// What the ids of the results begin with.
    package static let prefix = RuleFinding.prefix
}

extension RuleFinding {
    /// The verdict on several conversations: one that breaks the rule breaks it for all.
    init(_ rule: Rule, onEach talks: [Conversation]) {
        let verdicts = rule.isProbed ? [.notObserved("only hes-sim verify asks for it")] : talks.map(rule.judge)
        self.init(rule, verdict: verdicts.dropFirst().reduce(verdicts[0]) { $0.joined(by: $1) })
    }
}

extension Rule.Verdict {
    fileprivate func joined(by other: Rule.Verdict) -> Rule.Verdict {
        switch (self, other) {
        case (.broken, _), (.held, .notObserved), (.notObserved, .notObserved): self
        case (_, .broken), (.notObserved, .held): other
        case (.held(let count, let events), .held(let more, _)): .held(count: count + more, events: events)
        }
    }
}
