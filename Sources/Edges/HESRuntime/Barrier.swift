import Synchronization

/// Somebody who waits until every push up to a ticket has been settled.
///
/// Opens once, whoever comes first.
final class Barrier: Sendable {
    private let continuation: Mutex<CheckedContinuation<Bool, Never>?>

    init(_ continuation: CheckedContinuation<Bool, Never>) {
        self.continuation = Mutex(continuation)
    }

    func open(isPassed: Bool) {
        let waiting = continuation.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        waiting?.resume(returning: isPassed)
    }
}

/// A barrier with what it still waits for.
struct PendingBarrier: Sendable {
    let barrier: Barrier
    let lastTicket: UInt64
    var unsettledCount: Int
}

extension World.State {
    /// Counts a settled push off; the barriers that it was the last for are taken out.
    mutating func countOff(_ ticket: UInt64) -> [Barrier] {
        guard !barriers.isEmpty else { return [] }
        for index in barriers.indices where ticket <= barriers[index].lastTicket {
            barriers[index].unsettledCount -= 1
        }
        let passed = barriers.filter { $0.unsettledCount == 0 }
        barriers.removeAll { $0.unsettledCount == 0 }
        return passed.map(\.barrier)
    }
}
