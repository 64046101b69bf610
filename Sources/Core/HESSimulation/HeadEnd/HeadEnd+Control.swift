package import HESContract
import HESMeterModel
import SimulationKernel

/// What the control API may do to a world.
extension HeadEnd {
    /// The scenario's own rules as at the start, and none that came later.
    package mutating func resetFaults() {
        faults.disarmAll()
        for rule in configuration.faults { arm(rule) }
    }

    /// The broker is as it was; what the edge is to be told of it.
    package mutating func endOutages() -> [BrokerCommand] { broker.endAll() }

    /// Forgets what happened; numbers go on.
    package mutating func resetJournal() {
        journal.clear()
    }

    /// - Returns: how many users had a live token.
    package mutating func revokeTokens(of username: String?) -> Int {
        let live = tokens.live(at: now).filter { username == nil || $0.username == username }
        let users = Set(live.map(\.username)).sorted()
        if !users.isEmpty { tokens.revoke(users) }
        for user in users { journal.record(.tokenRevoked(username: user), at: now) }
        return users.count
    }

    /// Plans in flight end without a result, and the journal says so.
    package mutating func forgetPlans() {
        let pending = delayedMessages.keys.sorted().compactMap { delayedMessages[$0] }.filter(\.isFirst).map(\.plan)
        delayedMessages = [:]
        heldMessages = []
        for plan in plans.forgetAll() + pending {
            journal.record(.plan(plan.id, plan.endpoint, .failed), at: now)
            plans.fail(plan.id)
            releaseReply(afterPushOf: plan.id)
        }
        readsInFlight = 0
        for index in mediumFreeAt.indices { mediumFreeAt[index] = now }
    }

    /// The world as it was at its start: clock, tokens, plans, field; the journal and the rules stay.
    package mutating func restartFromBeginning() {
        var fresh = HeadEnd(configuration, journal: journal)
        // What is still on its way must not be taken for what comes later.
        fresh.lastTicket = lastTicket
        fresh.lastReply = lastReply
        fresh.lastMessage = lastMessage
        fresh.takeOver(faults)
        self = fresh
    }

    /// Rules that came with the scenario or later go on, with what they have counted; those of a time are due again.
    private mutating func takeOver(_ old: ArmedRules) {
        faults = old
        faults.renumber(since: now)
        for armed in faults.rules { scheduleIfTimed(armed.rule, armed.serial) }
    }

    /// A meter as it really is, whatever the API says.
    package func fieldMeter(_ devAddr: String) -> FieldMeter? { field.meter(devAddr) }

    package func breaker(of devAddr: String) -> String {
        guard let meter = field.meter(devAddr), meter.supply.isBreakerOpen(at: now) else { return "closed" }
        return field.isArmed(devAddr) ? "armed" : "open"
    }

    /// Every single value that the meter shows now.
    package func values(of meter: FieldMeter) -> [SingleRow] {
        Cgcode.allCases.filter { $0.category == .single }
            .compactMap { maker.reading($0, of: MeterSnapshot(meter), at: now) }
    }
}
