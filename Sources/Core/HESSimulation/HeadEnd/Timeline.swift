import SimulationKernel

/// A world's instant, its scheduled events, its journal and the effects for the edge.
///
/// Every part of the head-end writes into it, so that entries, events and effects keep the order in which they were
/// decided. `now` never decreases.
struct Timeline: Sendable {
    private(set) var now: SimulatedInstant
    private(set) var journal: Journal
    private var due = Schedule<HeadEnd.Event>()
    private var effects: [Effect] = []

    init(start: SimulatedInstant, journal: Journal = Journal()) {
        now = start
        self.journal = journal
    }

    var nextInstant: SimulatedInstant? { due.nextInstant }
    var scheduledCount: Int { due.count }

    func nextInstant(where isChosen: (HeadEnd.Event) -> Bool) -> SimulatedInstant? { due.nextInstant(where: isChosen) }

    mutating func schedule(_ event: HeadEnd.Event, at instant: SimulatedInstant) {
        due.insert(event, at: instant)
    }

    /// Removes the next event that is due by `instant`, and moves the clock to its instant.
    mutating func popNext(dueBy instant: SimulatedInstant) -> HeadEnd.Event? {
        guard let (due, event) = due.popNext(dueBy: instant) else { return nil }
        move(to: due)
        return event
    }

    /// Moves the clock to `instant`; an earlier instant than `now` has no effect.
    mutating func move(to instant: SimulatedInstant) {
        now = max(now, instant)
    }

    /// - Returns: the entry's number.
    @discardableResult
    mutating func record(_ kind: JournalEntry.Kind) -> Int {
        journal.record(kind, at: now)
        return journal.nextSequence - 1
    }

    /// Records an event that the edge saw at `instant`, or `now` if that is later, without moving the clock.
    mutating func record(_ kind: JournalEntry.Kind, at instant: SimulatedInstant) {
        journal.record(kind, at: max(now, instant))
    }

    mutating func clearJournal() {
        journal.clear()
    }

    /// Leaves out the journal's numbers below `sequence`, whose entries were lost.
    mutating func skipJournal(to sequence: Int64) {
        journal.skip(through: Int(sequence) - 1)
    }

    mutating func emit(_ effect: Effect) {
        effects.append(effect)
    }

    /// Removes and returns the effects that the edge has not received yet, in order.
    mutating func takeEffects() -> [Effect] {
        defer { effects = [] }
        return effects
    }
}

extension Timeline {
    /// What a snapshot holds of it; effects have been taken before one is made.
    struct Saved: Codable {
        fileprivate struct Due: Codable {
            let instant: SimulatedInstant
            let event: HeadEnd.Event
        }

        fileprivate let now: SimulatedInstant
        fileprivate let journal: Journal.Saved
        fileprivate let due: [Due]
    }

    var saved: Saved {
        assert(effects.isEmpty, "a snapshot holds no effects")
        let kept = due.inOrder.filter { !$0.event.isOfReply }
        return Saved(
            now: now,
            journal: journal.saved,
            due: kept.map { Saved.Due(instant: $0.instant, event: $0.event) }
        )
    }

    mutating func restore(_ saved: Saved) {
        now = saved.now
        journal.restore(saved.journal)
        due = Schedule()
        for due in saved.due { schedule(due.event, at: due.instant) }
    }
}

extension HeadEnd.Event {
    /// Whether it sends an answer, whose connection ends with the process.
    fileprivate var isOfReply: Bool {
        if case .reply = self { true } else { false }
    }
}
