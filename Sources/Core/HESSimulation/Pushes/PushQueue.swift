import HESContract
import SimulationKernel

/// Pushes that have not left yet, or that the broker has not acknowledged.
package struct PushQueue: Sendable {
    /// Ticket of the last push that left; the first is 1.
    package private(set) var lastTicket: UInt64 = 0
    /// Plans of the pushes that have left, by ticket.
    private var unacknowledged: [UInt64: PlanID] = [:]
    /// Unacknowledged tickets of pushes that a rule sent under another plan's name.
    private var foreignTickets: Set<UInt64> = []
    /// Messages that leave later, by their numbers.
    private var delayed: [UInt64: PushMessage] = [:]
    /// Numbers of delayed messages that wait for other plans' pushes, in the order in which they were queued.
    private var held: [UInt64] = []
    private var lastNumber: UInt64 = 0
    /// Unacknowledged messages by ticket, if they are kept.
    private var kept: [UInt64: PushMessage] = [:]
    /// Whether messages are kept until they are acknowledged, for a snapshot or a restart.
    package var keepsMessages = false {
        didSet { if !keepsMessages { kept = [:] } }
    }

    /// The longest wait for other plans' pushes.
    private static let longestHold = SimulatedDuration.hours(1)

    package var unacknowledgedCount: Int { unacknowledged.count }

    /// Messages that the broker has not acknowledged, by ticket; none unless they are kept.
    package var unacknowledgedMessages: [PushMessage] { kept.keys.sorted().compactMap { kept[$0] } }

    /// Whether messages of published plans are still to leave.
    package var hasDelayed: Bool { !delayed.isEmpty }

    /// Whether that delayed message has not left yet.
    func isDelayed(_ number: UInt64) -> Bool { delayed[number] != nil }

    /// Adds a plan's messages; those without a delay leave at once.
    ///
    /// With the first of them the plan counts as published, unless they are of a unit after which others follow.
    mutating func enqueue(_ messages: [PushMessage], completingPlan: Bool = true, on timeline: inout Timeline) {
        for (index, decided) in messages.enumerated() {
            var message = decided
            message.isFirst = completingPlan && index == 0
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

    /// Sends a delayed message, unless it has left already.
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
        let note = message.note
        message.status = note.status
        unacknowledged[lastTicket] = plan.id
        if keepsMessages { kept[lastTicket] = message }
        if message.isForeign { foreignTickets.insert(lastTicket) }
        timeline.record(.push(note))
        if message.isFirst { timeline.record(.plan(plan.id, plan.endpoint, .published)) }
        timeline.emit(.publish(message))
        if message.isFirst { countDownHeld(except: plan.id, on: &timeline) }
    }

    /// Counts a push of `planID` for the held messages of other plans, and sends those that have waited for enough.
    private mutating func countDownHeld(except planID: PlanID, on timeline: inout Timeline) {
        // A message that leaves counts the others down itself, so each is looked up again by its number.
        for number in held where delayed[number].map({ $0.planID != planID }) ?? false {
            delayed[number]?.waitsForOthers -= 1
            if delayed[number]?.waitsForOthers == 0 { sendDelayed(number, on: &timeline) }
        }
    }

    /// Ends the wait for a push that the broker acknowledged, or never will.
    ///
    /// - Returns: its plan, and whether the push carried another plan's name; nil if the ticket is not unacknowledged.
    mutating func settle(_ ticket: UInt64) -> (planID: PlanID, isForeign: Bool)? {
        guard let planID = unacknowledged.removeValue(forKey: ticket) else { return nil }
        kept[ticket] = nil
        precondition(ticket > 0 && ticket <= lastTicket, "a push that is out has been given a ticket")
        let isForeign = foreignTickets.remove(ticket) != nil
        assert(foreignTickets.count <= unacknowledged.count, "a foreign push is remembered only while it is out")
        return (planID, isForeign)
    }

    /// Whether one of the plan's own pushes has left and is unacknowledged; a copy that leaves later does not count.
    ///
    /// Takes time linear in the number of unacknowledged pushes.
    func isUnacknowledged(_ planID: PlanID) -> Bool {
        unacknowledged.contains { $0.value == planID && !foreignTickets.contains($0.key) }
    }

    /// Whether a push of the plan is unacknowledged or has not left yet.
    func holdsPush(of planID: PlanID) -> Bool {
        unacknowledged.values.contains(planID) || delayed.values.contains { $0.planID == planID }
    }

    /// Drops the messages that have not left.
    ///
    /// - Returns: the plans whose first message was among them, in the order in which they were decided.
    mutating func forgetDelayed() -> [Plan] {
        assert(held.allSatisfy { delayed[$0] != nil }, "every held message is a delayed one")
        defer { (delayed, held) = ([:], []) }
        return delayed.keys.sorted().compactMap { delayed[$0] }.filter(\.isFirst).map(\.result.plan)
    }

    /// An empty queue whose tickets and numbers continue, so that an old push is not mistaken for a new one.
    func restarted() -> PushQueue {
        var fresh = PushQueue()
        (fresh.lastTicket, fresh.lastNumber) = (lastTicket, lastNumber)
        fresh.keepsMessages = keepsMessages
        return fresh
    }
}

extension PushQueue {
    /// What a snapshot holds of it.
    struct Saved: Codable {
        /// Each plan once, of which the messages have the places.
        fileprivate let plans: [Plan]
        fileprivate let unacknowledged: [SavedMessage]
        /// In the order of ``delayedNumbers``.
        fileprivate let delayed: [SavedMessage]
        fileprivate let delayedNumbers: [UInt64]
        fileprivate let held: [UInt64]
        fileprivate let lastTicket: UInt64
        fileprivate let lastNumber: UInt64
    }

    /// Renders the messages that rules have changed; without the messages of unacknowledged pushes unless they are kept.
    var saved: Saved {
        let numbers = delayed.keys.sorted()
        var table = PlanTable()
        let unacknowledged = unacknowledgedMessages.map { SavedMessage($0, in: &table) }
        let delayed = numbers.compactMap { self.delayed[$0] }.map { SavedMessage($0, in: &table) }
        return Saved(
            plans: table.plans,
            unacknowledged: unacknowledged,
            delayed: delayed,
            delayedNumbers: numbers,
            held: held,
            lastTicket: lastTicket,
            lastNumber: lastNumber
        )
    }

    /// - Throws: ``SnapshotError`` for messages of plans that are not there.
    mutating func restore(_ saved: Saved, by make: (Plan) -> PlanResult) throws(SnapshotError) {
        let results = saved.plans.map(make)
        guard saved.delayed.count == saved.delayedNumbers.count else {
            throw SnapshotError(reason: "a delayed message without a number")
        }
        (lastTicket, lastNumber, held) = (saved.lastTicket, saved.lastNumber, saved.held)
        for saved in saved.unacknowledged {
            let message = try saved.message(among: results)
            unacknowledged[message.ticket] = message.planID
            if message.isForeign { foreignTickets.insert(message.ticket) }
            if keepsMessages { kept[message.ticket] = message }
        }
        for (number, saved) in zip(saved.delayedNumbers, saved.delayed) {
            delayed[number] = try saved.message(among: results)
        }
    }
}
