import HESContract
import HESMeterModel
package import SimulationKernel

/// The control API's operations on a world.
extension HeadEnd {
    /// Arms all of these rules or, when an id is taken, none; rules whose life is over are forgotten.
    ///
    /// - Returns: the id that is taken.
    package mutating func arm(_ new: [FaultRule]) -> String? {
        let known = rules.living(at: now).map(\.rule.id)
        if let taken = new.first(where: { known.contains($0.id) }) { return taken.id }
        rules.forgetEnded(at: now)
        for rule in new { rules.arm(rule.asArmedWhileRunning, on: &timeline) }
        return nil
    }

    /// Takes a rule away; rules whose life is over are forgotten then.
    ///
    /// - Returns: whether a rule had that id.
    package mutating func disarm(_ id: String) -> Bool {
        guard rules.living(at: now).contains(where: { $0.rule.id == id }) else { return false }
        rules.forgetEnded(at: now)
        return rules.disarm(id)
    }

    /// Lets an event happen to the field now; `source` is the event in the scenario's notation, without `at`.
    package mutating func happen(_ event: FieldEvent, source: [UInt8]) {
        apply(event)
        happened.append(HappenedEvent(at: now, source: source))
    }

    mutating func armScenarioRules() {
        for rule in configuration.faults { rules.arm(rule, on: &timeline) }
    }

    /// Sets parts of the world back, in an order that does not depend on that of `scopes`.
    package mutating func reset(_ scopes: [ResetScope]) {
        if scopes.contains(.journal) || scopes.contains(.all) { timeline.clearJournal() }
        if scopes.beginAnew { restartFromBeginning() }
        if scopes.contains(.faults) || scopes.contains(.all) {
            rules.disarmAll()
            armScenarioRules()
        }
        if scopes.contains(.tokens) { _ = revokeTokens(of: nil) }
        if scopes.contains(.plans) { forgetPlans() }
    }

    /// Counts the life that begins with a world that replaces one of an earlier `life`.
    package mutating func beginLife(after life: Int64) {
        self.life = life + 1
    }

    /// Whether pushes are kept until they are acknowledged, for a snapshot.
    package var keepsPushes: Bool {
        get { pushes.keepsMessages }
        set { pushes.keepsMessages = newValue }
    }

    /// Ends the outages of the broker that rules began.
    ///
    /// - Returns: the commands that end them.
    package mutating func endOutages() -> [BrokerCommand] { broker.endAll() }

    /// Revokes the tokens of `username`, or of all users if it is nil.
    ///
    /// - Returns: the number of users that had a live token.
    package mutating func revokeTokens(of username: String?) -> Int {
        tokens.revokeLive(of: username, on: &timeline)
    }

    /// Ends every plan whose push has not left, without a result, and records it as failed in the journal.
    package mutating func forgetPlans() {
        for plan in plans.forgetAll(at: now) { recordLoss(of: plan) }
        for plan in pushes.forgetDelayed() { lose(plan, because: EndedPlans.forgotten) }
    }

    /// Resets clock, tokens, plans and field to the world's start; the journal and the rules stay.
    private mutating func restartFromBeginning() {
        var fresh = HeadEnd(configuration, journal: journal)
        fresh.beginLife(after: life)
        fresh.pushes = pushes.restarted()
        fresh.replies = replies.restarted()
        fresh.rules = rules
        fresh.rules.resume(on: &fresh.timeline)
        self = fresh
    }

    package mutating func recordClock(movedTo instant: SimulatedInstant) {
        timeline.record(.clock(JournalRemark(.now, about: "\(configuration.zone.civilTime(at: instant))")))
    }

    package mutating func recordClock(_ mode: ClockMode) {
        timeline.record(.clock(JournalRemark(.mode, about: "\(mode)")))
    }

    /// Records that an MQTT client connected, subscribed or disconnected.
    package mutating func recordClient(_ note: JournalEntry.ClientNote, at instant: SimulatedInstant) {
        timeline.record(.client(note), at: instant)
    }

    /// Records what became of the broker itself, as against what rules do to it.
    package mutating func recordBroker(_ remark: JournalRemark, at instant: SimulatedInstant) {
        timeline.record(.broker(remark), at: instant)
    }

    /// Records a request that is none of the nine calls.
    ///
    /// - Returns: the entry's number.
    package mutating func recordMiss(_ note: JournalEntry.HTTPNote, at instant: SimulatedInstant) -> Int {
        timeline.record(.http(note), at: instant)
        return journal.nextSequence - 1
    }

    package func breaker(of devAddr: String) -> String {
        guard let meter = plant.meter(devAddr), meter.supply.isBreakerOpen(at: now) else { return "closed" }
        return plant.isArmed(devAddr) ? "armed" : "open"
    }

    /// The DCU in whose archive the meter is; nil for none.
    package func dcuNo(of meter: FieldMeter) -> String? { meter.membership.map { plant.dcus[$0.dcu].dcuNo } }

    /// What the meter shows at any instant of its past; to be evaluated outside the lock.
    package func truth(of meter: FieldMeter) -> MeterTruth { MeterTruth(MeterSnapshot(meter), by: maker) }

    /// The instants of which the truth is known: from the beginning of a meter's registers to now.
    package var knownSpan: ClosedRange<SimulatedInstant> {
        min(configuration.earliestRow, now)...now
    }

    /// What keeps a DCU from working now.
    package func troubles(ofDCU index: Int) -> (outages: [Range<SimulatedInstant>], rules: [FaultRule]) {
        (
            plant.outages(ofDCU: index).filter { $0.contains(now) },
            rules.inForce(onDCU: plant.dcus[index].dcuNo, at: now)
        )
    }
}
