import HESContract
import SimulationKernel

/// Decided pushes that have not left yet, or that the broker has not acknowledged.
package struct PushQueue: Sendable {
    /// Ticket of the last push that left; the first is 1.
    package private(set) var lastTicket: UInt64 = 0
    /// Plans of the pushes that have left, by ticket.
    private var unacknowledged: [UInt64: PlanID] = [:]
    /// Tickets of other plans' pushes that a rule put around one; all of them unacknowledged.
    private var foreignTickets: Set<UInt64> = []
    /// Messages that leave later, by number.
    private var delayed: [UInt64: PushMessage] = [:]
    /// Numbers of delayed messages that wait for other plans' pushes, in the order in which they came.
    private var held: [UInt64] = []
    private var lastNumber: UInt64 = 0

    /// The longest wait for other plans' pushes.
    private static let longestHold = SimulatedDuration.hours(1)

    package var unacknowledgedCount: Int { unacknowledged.count }

    /// Whether messages of published plans are still to leave.
    package var hasDelayed: Bool { !delayed.isEmpty }

    /// Adds a plan's messages; those without a delay leave at once.
    mutating func enqueue(_ messages: [PushMessage], on timeline: inout Timeline) {
        for (index, decided) in messages.enumerated() {
            var message = decided
            message.isFirst = index == 0
            if message.waitsForOthers > 0 {
                delay(message, by: Self.longestHold, on: &timeline)
                held.append(lastNumber)
            } else if message.delay > .zero {
                delay(message, by: message.delay, on: &timeline)
            } else {
                send(message, on: &timeline)
            }
        }
    }

    private mutating func delay(
        _ message: PushMessage,
        by duration: SimulatedDuration,
        on timeline: inout Timeline
    ) {
        lastNumber += 1
        delayed[lastNumber] = message
        timeline.schedule(.message(lastNumber), at: timeline.now + duration)
    }

    /// Sends a delayed message; one that has left before is not sent again.
    mutating func sendDelayed(_ number: UInt64, on timeline: inout Timeline) {
        guard let message = delayed.removeValue(forKey: number) else { return }
        held.removeAll { $0 == number }
        send(message, on: &timeline)
    }

    private mutating func send(_ decided: PushMessage, on timeline: inout Timeline) {
        lastTicket += 1
        var message = decided
        message.ticket = lastTicket
        let plan = message.result.plan
        unacknowledged[lastTicket] = plan.id
        if message.isForeign { foreignTickets.insert(lastTicket) }
        timeline.record(.push(plan.id, topic: message.topic, ticket: lastTicket))
        if message.isFirst { timeline.record(.plan(plan.id, plan.endpoint, .published)) }
        timeline.emit(.publish(message))
        if message.isFirst { countDownHeld(except: plan.id, on: &timeline) }
    }

    /// Another plan's push has left; messages that waited for that many leave after it.
    private mutating func countDownHeld(except planID: PlanID, on timeline: inout Timeline) {
        // A message that leaves counts the others down itself, so each is looked up again by its number.
        for number in held where delayed[number].map({ $0.planID != planID }) ?? false {
            delayed[number]?.waitsForOthers -= 1
            if delayed[number]?.waitsForOthers == 0 { sendDelayed(number, on: &timeline) }
        }
    }

    /// The broker acknowledged a push, or never will.
    ///
    /// - Returns: its plan, and whether the push carried another plan's name; nil for a push that is not out.
    mutating func settle(_ ticket: UInt64) -> (planID: PlanID, isForeign: Bool)? {
        guard let planID = unacknowledged.removeValue(forKey: ticket) else { return nil }
        precondition(ticket > 0 && ticket <= lastTicket, "a push that is out has been given a ticket")
        let isForeign = foreignTickets.remove(ticket) != nil
        assert(foreignTickets.count <= unacknowledged.count, "a foreign push is remembered only while it is out")
        return (planID, isForeign)
    }

    /// Whether one of the plan's own pushes is out; a copy that leaves later does not count.
    ///
    /// Walks over all that are out.
    func isUnacknowledged(_ planID: PlanID) -> Bool {
        unacknowledged.contains { $0.value == planID && !foreignTickets.contains($0.key) }
    }

    /// Whether a push of the plan is out or still to leave.
    func holdsPush(of planID: PlanID) -> Bool {
        unacknowledged.values.contains(planID) || delayed.values.contains { $0.planID == planID }
    }

    /// Drops what has not left.
    ///
    /// - Returns: the plans none of whose messages has left, in the order in which they were decided.
    mutating func forgetDelayed() -> [Plan] {
        assert(held.allSatisfy { delayed[$0] != nil }, "every held message is a delayed one")
        defer { (delayed, held) = ([:], []) }
        return delayed.keys.sorted().compactMap { delayed[$0] }.filter(\.isFirst).map(\.result.plan)
    }

    /// An empty queue whose tickets and numbers continue, so that an old push is not mistaken for a new one.
    func restarted() -> PushQueue {
        var fresh = PushQueue()
        (fresh.lastTicket, fresh.lastNumber) = (lastTicket, lastNumber)
        return fresh
    }
}
