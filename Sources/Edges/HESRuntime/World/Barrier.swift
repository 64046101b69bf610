import Synchronization

/// Somebody who waits until every push up to a ticket has been settled.
///
/// Opens once, whoever comes first.
final class Barrier: Sendable {
    private enum State {
        case closed(CheckedContinuation<Bool, Never>?)
        case open(isPassed: Bool)
    }

    private let state = Mutex(State.closed(nil))

    /// Returns whether it was passed; at once where it is open already.
    func wait() async -> Bool {
        await withCheckedContinuation { continuation in
            let known: Bool? = state.withLock { state in
                if case .open(let isPassed) = state { return isPassed }
                state = .closed(continuation)
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    func open(isPassed: Bool) {
        let waiting: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard case .closed(let waiting) = state else { return nil }
            state = .open(isPassed: isPassed)
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
