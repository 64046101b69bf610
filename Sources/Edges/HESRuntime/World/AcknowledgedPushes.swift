import DequeModule
import HESContract

/// The plans of the pushes that the broker acknowledged last, 10 000 at most: it may die and lose them.
struct AcknowledgedPushes: Sendable {
    static let capacity = 10_000

    private var entries: Deque<(ticket: UInt64, planID: PlanID)> = []

    mutating func append(_ ticket: UInt64, of planID: PlanID) {
        if entries.count == Self.capacity { entries.removeFirst() }
        entries.append((ticket, planID))
    }

    /// Removes these pushes.
    ///
    /// - Returns: those that are still known, in the order of their acknowledgement.
    mutating func remove(_ tickets: Set<UInt64>) -> [(ticket: UInt64, planID: PlanID)] {
        let removed = entries.filter { tickets.contains($0.ticket) }
        entries.removeAll { tickets.contains($0.ticket) }
        return Array(removed)
    }
}
