import HeapModule

/// Future events in the order of their instants; events of one instant are in the order of their insertion.
package struct Schedule<Event: Sendable>: Sendable {
    private struct Entry: Comparable, Sendable {
        let instant: SimulatedInstant
        let sequence: UInt64
        let event: Event

        static func == (left: Entry, right: Entry) -> Bool {
            left.instant == right.instant && left.sequence == right.sequence
        }

        static func < (left: Entry, right: Entry) -> Bool {
            (left.instant, left.sequence) < (right.instant, right.sequence)
        }
    }

    private var entries = Heap<Entry>()
    private var nextSequence: UInt64 = 0

    package init() {}

    package var count: Int { entries.count }

    /// The instant of the earliest event; nil for an empty schedule.
    package var nextInstant: SimulatedInstant? { entries.min?.instant }

    /// Every event in the order in which it comes.
    package var inOrder: [(instant: SimulatedInstant, event: Event)] {
        entries.unordered.sorted().map { ($0.instant, $0.event) }
    }

    package mutating func insert(_ event: Event, at instant: SimulatedInstant) {
        entries.insert(Entry(instant: instant, sequence: nextSequence, event: event))
        nextSequence += 1
    }

    /// Removes and returns the earliest event if it is due by `instant`, else nil.
    package mutating func popNext(dueBy instant: SimulatedInstant) -> (instant: SimulatedInstant, event: Event)? {
        guard let first = entries.min, first.instant <= instant else { return nil }
        entries.removeMin()
        return (first.instant, first.event)
    }
}
