/// Barriers that open when every push published before them is settled.
struct AcknowledgementBarriers: Sendable {
    private struct Barrier: Sendable {
        let latch: Latch
        let lastTicket: UInt64
        /// Pushes up to the last ticket that are not settled; at least 1.
        var unsettledCount: Int
    }

    private var barriers: [Barrier] = []

    /// Adds a barrier for `count` pushes up to `lastTicket` that are not settled; at least 1.
    mutating func add(_ latch: Latch, lastTicket: UInt64, unsettled count: Int) {
        precondition(count > 0, "a barrier without pushes would never open")
        barriers.append(Barrier(latch: latch, lastTicket: lastTicket, unsettledCount: count))
    }

    /// Counts a settled push; to be called once for each.
    ///
    /// - Returns: barriers that have nothing left to wait for, to be opened outside the lock.
    mutating func settle(_ ticket: UInt64) -> [Latch] {
        guard !barriers.isEmpty else { return [] }
        for index in barriers.indices where ticket <= barriers[index].lastTicket { barriers[index].unsettledCount -= 1 }
        let passed = barriers.filter { $0.unsettledCount == 0 }
        barriers.removeAll { $0.unsettledCount == 0 }
        assert(barriers.allSatisfy { $0.unsettledCount > 0 }, "a push was settled twice")
        return passed.map(\.latch)
    }

    mutating func remove(_ latch: Latch) {
        barriers.removeAll { $0.latch === latch }
    }

    mutating func removeAll() -> [Latch] {
        defer { barriers = [] }
        return barriers.map(\.latch)
    }
}
