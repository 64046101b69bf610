/// Tasks that wait for the journal to grow.
struct JournalWaiters: Sendable {
    private static let limit = 10_000

    private var waiters: [Latch] = []

    /// - Returns: whether there was room for it.
    mutating func add(_ waiter: Latch) -> Bool {
        guard waiters.count < Self.limit else { return false }
        waiters.append(waiter)
        return true
    }

    mutating func remove(_ waiter: Latch) {
        waiters.removeAll { $0 === waiter }
    }

    /// - Returns: the waiters, to be opened outside the lock.
    mutating func removeAll() -> [Latch] {
        guard !waiters.isEmpty else { return [] }
        defer { waiters = [] }
        return waiters
    }
}
