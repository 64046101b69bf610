package import HESSimulation
package import SimulationKernel

/// A rule or an event of the scenario, as an explanation of what a collector could not get.
package struct StoryFailure: Sendable {
    package enum Reach: Sendable {
        /// Rows of these stamps are missing, late or wrong.
        case rows(RuleTime)
        /// The meter does not answer in this time.
        case silence(RuleTime)
        /// Breaker operations of this time go wrong.
        case breaker(RuleTime)
        /// A good client loses nothing by it.
        case survived
    }

    /// The rule's id, or the event's type.
    package let name: String
    package let reach: Reach
    package let hitCount: Int
    private let concerns: @Sendable (String) -> Bool

    /// `concerns` says whether it is about a meter.
    package init(
        name: String,
        reach: Reach,
        hitCount: Int = 0,
        concerns: @escaping @Sendable (_ devAddr: String) -> Bool
    ) {
        (self.name, self.reach, self.hitCount, self.concerns) = (name, reach, hitCount, concerns)
    }

    /// Whether a row of that stamp may be missing or wrong because of it.
    ///
    /// `isHistoryComplete` says whether history has all rows but those that rules take away; `now` is the end of the run.
    package func explainsRow(
        of devAddr: String,
        at stamp: SimulatedInstant,
        isHistoryComplete: Bool,
        now: SimulatedInstant
    ) -> Bool {
        guard concerns(devAddr) else { return false }
        switch reach {
        case .rows(let when): return when.contains(stamp)
        case .silence(let when):
            return !isHistoryComplete && (when.from ?? stamp) <= now && (when.until ?? now) >= stamp
        case .breaker, .survived: return false
        }
    }

    /// Whether a breaker may be in another state than its last operation left it because of it.
    package func explainsBreaker(of devAddr: String) -> Bool {
        if case .breaker = reach { concerns(devAddr) } else { false }
    }
}

extension StoryFailure {
    /// Of a rule that is armed in the world.
    init(_ armed: ArmedRules.Armed, isAbout: @escaping @Sendable (String) -> Bool) {
        let rule = armed.rule
        let reach: Reach =
            switch rule.effect {
            case .rows: .rows(rule.when)
            case .field where rule.type.hasPrefix("relay"): .breaker(rule.when)
            case .field: .silence(rule.when)
            case .reply, .push, .session, .broker: .survived
            }
        self.init(name: "rule '\(rule.id)'", reach: reach, hitCount: armed.hitCount, concerns: isAbout)
    }

    /// Of an event that corrects a value; others are part of the truth.
    init?(_ event: FieldEvent) {
        guard case .valueCorrected(let devAddr, let correction) = event.kind else { return nil }
        var when = RuleTime()
        (when.from, when.until) = (correction.instant, correction.instant + .milliseconds(1))
        self.init(name: "event 'valueCorrected'", reach: .rows(when)) { $0 == devAddr }
    }
}
