package import SimulationKernel

/// The last ``capacity`` events of a world.
package struct Journal: Sendable {
    package let capacity: Int
    private var ring: [JournalEntry] = []
    /// Number of the next entry; the first is 1.
    package private(set) var nextSequence = 1
    /// Number of the last entry that ``clear()`` dropped.
    private var origin = 0

    package init(capacity: Int = 50_000) {
        precondition(capacity > 0, "a journal that keeps nothing cannot be read")
        self.capacity = capacity
    }

    package mutating func record(_ kind: JournalEntry.Kind, at instant: SimulatedInstant) {
        let entry = JournalEntry(sequence: nextSequence, instant: instant, kind: kind)
        if ring.count < capacity { ring.append(entry) } else { ring[place(nextSequence)] = entry }
        nextSequence += 1
    }

    /// Drops every entry; sequence numbers continue.
    package mutating func clear() {
        origin = nextSequence - 1
        ring = []
    }

    /// Gives the kept entries numbers from `sequence` on, so that no number below it is given again; does nothing if the next
    /// number is `sequence` or higher.
    package mutating func renumber(from sequence: Int) {
        guard sequence > nextSequence else { return }
        let kept = entries(from: firstSequence)
        nextSequence = sequence
        clear()
        for entry in kept { record(entry.kind, at: entry.instant) }
    }

    /// Number of the oldest entry that is kept; the next number if there is none.
    package var firstSequence: Int { max(1, nextSequence - ring.count) }

    /// Entries from `sequence` on that are still kept, in order.
    package func entries(from sequence: Int) -> [JournalEntry] {
        let first = max(sequence, firstSequence)
        guard first < nextSequence else { return [] }
        return (first..<nextSequence).map { ring[place($0)] }
    }

    /// Whether an entry from `sequence` on has been overwritten by a later one.
    package func isTruncated(from sequence: Int) -> Bool {
        nextSequence - 1 - origin > capacity && firstSequence > max(origin + 1, sequence)
    }

    private func place(_ sequence: Int) -> Int { (sequence - 1 - origin) % capacity }
}
