package import HESContract
import HESMeterModel
package import SimulationKernel

/// The control API's operations on a world.
extension HeadEnd {
    package mutating func arm(_ rule: FaultRule) {
        rules.arm(rule, on: &timeline)
    }

    /// - Returns: whether a rule had that id.
    package mutating func disarm(_ id: String) -> Bool {
        rules.disarm(id)
    }

    /// Disarms every rule and arms the scenario's own again, as at the start.
    package mutating func resetFaults() {
        rules.disarmAll()
        for rule in configuration.faults { arm(rule) }
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

    /// Drops the journal's entries; sequence numbers continue.
    package mutating func resetJournal() {
        timeline.clearJournal()
    }

    /// Revokes the tokens of `username`, or of all users if it is nil.
    ///
    /// - Returns: the number of users that had a live token.
    package mutating func revokeTokens(of username: String?) -> Int {
        tokens.revokeLive(of: username, on: &timeline)
    }

    /// Ends every plan whose push has not left, without a result, and records it as failed in the journal.
    package mutating func forgetPlans() {
        for plan in plans.forgetAll(at: now) { recordLoss(of: plan) }
        for plan in pushes.forgetDelayed() { lose(plan) }
    }

    /// Resets clock, tokens, plans and field to the world's start; the journal and the rules stay.
    package mutating func restartFromBeginning() {
        var fresh = HeadEnd(configuration, journal: journal)
        fresh.pushes = pushes.restarted()
        fresh.replies = replies.restarted()
        fresh.rules = rules
        fresh.rules.resume(on: &fresh.timeline)
        self = fresh
    }

    package mutating func recordClock(movedTo instant: SimulatedInstant) {
        timeline.record(.clock("now \(configuration.zone.civilTime(at: instant))"))
    }

    package mutating func recordClock(_ mode: ClockMode) {
        timeline.record(.clock("mode \(mode)"))
    }

    /// Records that an MQTT client connected, subscribed or disconnected.
    package mutating func recordClient(_ note: JournalEntry.ClientNote, at instant: SimulatedInstant) {
        timeline.record(.client(note), at: instant)
    }

    package func breaker(of devAddr: String) -> String {
        guard let meter = plant.meter(devAddr), meter.supply.isBreakerOpen(at: now) else { return "closed" }
        return plant.isArmed(devAddr) ? "armed" : "open"
    }

    /// Every single value that the meter shows now.
    package func values(of meter: FieldMeter) -> [SingleRow] {
        Cgcode.allCases.filter { $0.category == .single }
            .compactMap { maker.reading($0, of: MeterSnapshot(meter), at: now) }
    }
}
