import HeapModule
import SimulationKernel

/// Future events in the order of their instants; events of one instant are in the order of their insertion.
///
/// In the module of its one user, for which the compiler specializes it: in a module of its own it looked up its types at run
/// time, which took 7 % of a plan's instructions.
struct Schedule<Event: Sendable>: Sendable {
    private struct Entry: Comparable, Sendable {
        let instant: SimulatedInstant
        let sequence: UInt64
        let event: Event

        static func == (left: Entry, right: Entry) -> Bool {
            left.instant == right.instant && left.sequence == right.sequence
        }

        static func < (left: Entry, right: Entry) -> Bool {
            (left.instant.milliseconds, left.sequence) < (right.instant.milliseconds, right.sequence)
        }
    }

    private var entries = Heap<Entry>()
    private var nextSequence: UInt64 = 0

    init() {}

    var count: Int { entries.count }

    /// The instant of the earliest event; nil for an empty schedule.
    var nextInstant: SimulatedInstant? { entries.min?.instant }

    /// The instant of the earliest event for which `isChosen` holds; looks at the others only when the first is not.
    func nextInstant(where isChosen: (Event) -> Bool) -> SimulatedInstant? {
        guard let first = entries.min else { return nil }
        if isChosen(first.event) { return first.instant }
        return entries.unordered.reduce(into: nil) { earliest, entry in
            guard isChosen(entry.event) else { return }
            earliest = min(earliest ?? entry.instant, entry.instant)
        }
    }

    /// Every event in the order in which it comes.
    var inOrder: [(instant: SimulatedInstant, event: Event)] {
        entries.unordered.sorted().map { ($0.instant, $0.event) }
    }

    mutating func insert(_ event: Event, at instant: SimulatedInstant) {
        entries.insert(Entry(instant: instant, sequence: nextSequence, event: event))
        nextSequence += 1
    }

    /// Removes and returns the earliest event if it is due by `instant`, else nil.
    mutating func popNext(dueBy instant: SimulatedInstant) -> (instant: SimulatedInstant, event: Event)? {
        guard let first = entries.min, first.instant <= instant else { return nil }
        entries.removeMin()
        return (first.instant, first.event)
    }
}
