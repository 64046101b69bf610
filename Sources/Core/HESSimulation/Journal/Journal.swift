package import SimulationKernel

/// What happened in a world, the last ``capacity`` entries of it.
package struct Journal: Sendable {
    package let capacity: Int
    private var ring: [JournalEntry] = []
    /// Number of the next entry; the first is 1.
    package private(set) var nextSequence = 1

    package init(capacity: Int = 50_000) {
        precondition(capacity > 0, "a journal that keeps nothing cannot be read")
        self.capacity = capacity
    }

    package mutating func record(_ kind: JournalEntry.Kind, at instant: SimulatedInstant) {
        let entry = JournalEntry(sequence: nextSequence, instant: instant, kind: kind)
        if ring.count < capacity { ring.append(entry) } else { ring[(nextSequence - 1) % capacity] = entry }
        nextSequence += 1
    }

    /// The first number that is still kept.
    package var firstSequence: Int { max(1, nextSequence - ring.count) }

    /// Entries from `sequence` on that are still kept, in order.
    package func entries(from sequence: Int) -> [JournalEntry] {
        let first = max(sequence, firstSequence)
        guard first < nextSequence else { return [] }
        return (first..<nextSequence).map { ring[($0 - 1) % capacity] }
    }
}
