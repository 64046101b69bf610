import DequeModule
package import SimulationKernel

/// The last ``capacity`` events of a world; fewer if they name more than ``heaviest`` meters.
package struct Journal: Sendable {
    package let capacity: Int
    private var kept: Deque<JournalEntry> = []
    /// Meter numbers that the entries hold on to, of 16 bytes each.
    private var weight = 0
    /// The most of them; beyond it the oldest entries go.
    private let heaviest: Int
    /// Number of the next entry; the first is 1.
    ///
    /// Numbers rise by one, but where ``skip(through:)`` left some out.
    package private(set) var nextSequence = 1
    /// Number of the last entry that was overwritten or skipped since ``clear()``; entries up to it may be missing.
    private var lastMissing = 0

    package init(capacity: Int = 50_000, heaviest: Int = 1_000_000) {
        precondition(capacity > 0, "a journal that keeps nothing cannot be read")
        self.capacity = capacity
        self.heaviest = heaviest
    }

    package mutating func record(_ kind: JournalEntry.Kind, at instant: SimulatedInstant) {
        let entry = JournalEntry(sequence: nextSequence, instant: instant, kind: kind)
        nextSequence += 1
        kept.append(entry)
        weight += entry.weight
        shrink()
    }

    /// Drops the oldest entries beyond the bounds; the newest stays in any case.
    private mutating func shrink() {
        while kept.count > capacity || (weight > heaviest && kept.count > 1), let oldest = kept.popFirst() {
            weight -= oldest.weight
            lastMissing = max(lastMissing, oldest.sequence)
        }
    }

    /// Drops every entry; sequence numbers continue.
    package mutating func clear() {
        (kept, weight, lastMissing) = ([], 0, 0)
    }

    /// Leaves out the numbers up to `sequence`: their entries were lost with an earlier process.
    mutating func skip(through sequence: Int) {
        guard sequence >= nextSequence else { return }
        nextSequence = sequence + 1
        lastMissing = sequence
    }

    /// Number of the oldest entry that is kept; the next number if there is none.
    package var firstSequence: Int { kept.first?.sequence ?? nextSequence }

    /// Entries from `sequence` on that are still kept, in order.
    package func entries(from sequence: Int, atMost limit: Int = .max) -> [JournalEntry] {
        Array(kept[index(of: sequence)...].prefix(limit))
    }

    /// The ids of the rules whose hits it has, those that are gone too.
    package var rulesThatHit: Set<String> {
        Set(
            entries(from: firstSequence).compactMap { entry in
                if case .fault(let note) = entry.kind { note.rule } else { nil }
            }
        )
    }

    /// Whether an entry from `sequence` on was overwritten by a later one, or lost.
    package func isTruncated(from sequence: Int) -> Bool { max(1, sequence) <= lastMissing }

    /// Index, counted from the oldest entry, of the first one from `sequence` on.
    private func index(of sequence: Int) -> Int {
        var (low, high) = (0, kept.count)
        while low < high {
            let middle = (low + high) / 2
            if kept[middle].sequence < sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }
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
        kept = Deque(saved.entries)
        weight = saved.entries.reduce(0) { $0 + $1.weight }
        (nextSequence, lastMissing) = (saved.nextSequence, saved.lastMissing)
        shrink()
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
