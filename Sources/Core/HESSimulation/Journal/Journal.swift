package import SimulationKernel

/// The last ``capacity`` events of a world.
package struct Journal: Sendable {
    package let capacity: Int
    private var ring: [JournalEntry] = []
    /// Place in `ring` of the oldest entry.
    private var head = 0
    /// Number of the next entry; the first is 1.
    ///
    /// Numbers rise by one, but where ``skip(through:)`` left some out.
    package private(set) var nextSequence = 1
    /// Number of the last entry that was overwritten or skipped since ``clear()``; entries up to it may be missing.
    private var lastMissing = 0

    package init(capacity: Int = 50_000) {
        precondition(capacity > 0, "a journal that keeps nothing cannot be read")
        self.capacity = capacity
    }

    package mutating func record(_ kind: JournalEntry.Kind, at instant: SimulatedInstant) {
        let entry = JournalEntry(sequence: nextSequence, instant: instant, kind: kind)
        nextSequence += 1
        guard ring.count == capacity else { return ring.append(entry) }
        lastMissing = max(lastMissing, ring[head].sequence)
        ring[head] = entry
        head = (head + 1) % capacity
    }

    /// Drops every entry; sequence numbers continue.
    package mutating func clear() {
        (ring, head, lastMissing) = ([], 0, 0)
    }

    /// Leaves out the numbers up to `sequence`: their entries were lost with an earlier process.
    mutating func skip(through sequence: Int) {
        guard sequence >= nextSequence else { return }
        nextSequence = sequence + 1
        lastMissing = sequence
    }

    /// Number of the oldest entry that is kept; the next number if there is none.
    package var firstSequence: Int { ring.isEmpty ? nextSequence : ring[head].sequence }

    /// Entries from `sequence` on that are still kept, in order.
    package func entries(from sequence: Int, atMost limit: Int = .max) -> [JournalEntry] {
        (index(of: sequence)..<ring.count).prefix(limit).map { entry(at: $0) }
    }

    /// Whether an entry from `sequence` on was overwritten by a later one, or lost.
    package func isTruncated(from sequence: Int) -> Bool { sequence <= lastMissing }

    /// Index, counted from the oldest entry, of the first one from `sequence` on.
    private func index(of sequence: Int) -> Int {
        var (low, high) = (0, ring.count)
        while low < high {
            let middle = (low + high) / 2
            if entry(at: middle).sequence < sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func entry(at index: Int) -> JournalEntry { ring[(head + index) % ring.count] }
}

extension Journal {
    /// What a snapshot holds of it.
    struct Saved {
        fileprivate let entries: [JournalEntry]
        fileprivate let nextSequence: Int
        fileprivate let lastMissing: Int
    }

    var saved: Saved {
        Saved(entries: entries(from: 0), nextSequence: nextSequence, lastMissing: lastMissing)
    }

    /// Takes the place of all entries by the last ones of a snapshot.
    mutating func restore(_ saved: Saved) {
        (ring, head) = (Array(saved.entries.suffix(capacity)), 0)
        (nextSequence, lastMissing) = (saved.nextSequence, saved.lastMissing)
        if saved.entries.count > capacity { lastMissing = max(lastMissing, firstSequence - 1) }
    }
}

extension Journal.Saved: Codable {
    private enum CodingKeys: CodingKey {
        case entries, nextSequence, lastMissing
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        entries = try JournalEntry.unpacked(try container.decode([UInt8].self, forKey: .entries))
        nextSequence = try container.decode(Int.self, forKey: .nextSequence)
        lastMissing = try container.decode(Int.self, forKey: .lastMissing)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(JournalEntry.packed(entries), forKey: .entries)
        try container.encode(nextSequence, forKey: .nextSequence)
        try container.encode(lastMissing, forKey: .lastMissing)
    }
}
