import HESSimulation
import Synchronization

/// Deliveries between the lock under which they are decided and the publisher: rendered outside that lock, by one thread
/// at a time, in the order in which they were decided.
final class Outbox: Sendable {
    private struct State {
        var waiting: [PushMessage] = []
        var isDraining = false
        /// The scenario's broker is down: everything waits.
        var isSuspended = false
    }

    private let state = Mutex(State())
    /// Deliveries that wait for a broker that is down; what comes beyond it has failed.
    private static let mostSuspended = 100_000

    /// Called under the world's lock; cheap.
    ///
    /// - Returns: what there is no room for.
    func append(_ deliveries: [PushMessage]) -> [PushMessage] {
        state.withLock { state in
            let room = state.isSuspended ? max(0, Self.mostSuspended - state.waiting.count) : .max
            state.waiting += deliveries.prefix(room)
            return Array(deliveries.dropFirst(room))
        }
    }

    func setSuspended(_ isSuspended: Bool) {
        state.withLock { $0.isSuspended = isSuspended }
    }

    /// Hands on what waits, unless another thread is at it already and will take this along.
    func drain(_ handOn: (PushMessage) -> Void) {
        while let batch = takeBatch() {
            for delivery in batch { handOn(delivery) }
            state.withLock { $0.isDraining = false }
        }
    }

    private func takeBatch() -> [PushMessage]? {
        state.withLock { state in
            guard !state.isDraining, !state.isSuspended, !state.waiting.isEmpty else { return nil }
            state.isDraining = true
            defer { state.waiting = [] }
            return state.waiting
        }
    }
}
