import SimulationKernel

/// A world's instant, its scheduled events, its journal and the effects for the edge.
///
/// Every part of the head-end writes into it, so that entries, events and effects keep the order in which they were
/// decided. Instants never decrease.
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

    mutating func schedule(_ event: HeadEnd.Event, at instant: SimulatedInstant) {
        due.insert(event, at: instant)
    }

    /// Takes the next event out that is due by `instant`, and moves to it.
    mutating func popNext(dueBy instant: SimulatedInstant) -> HeadEnd.Event? {
        guard let (due, event) = due.popNext(dueBy: instant) else { return nil }
        move(to: due)
        return event
    }

    /// An earlier instant than the last counts as the last.
    mutating func move(to instant: SimulatedInstant) {
        now = max(now, instant)
    }

    mutating func record(_ kind: JournalEntry.Kind) {
        journal.record(kind, at: now)
    }

    /// Records what the edge saw at `instant`, without moving the clock.
    mutating func record(_ kind: JournalEntry.Kind, at instant: SimulatedInstant) {
        journal.record(kind, at: max(now, instant))
    }

    mutating func clearJournal() {
        journal.clear()
    }

    mutating func emit(_ effect: Effect) {
        effects.append(effect)
    }

    /// What the edge has not been given yet, in order.
    mutating func takeEffects() -> [Effect] {
        defer { effects = [] }
        return effects
    }
}
