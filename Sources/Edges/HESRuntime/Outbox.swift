import HESSimulation
import Synchronization

/// Deliveries between the lock under which they are decided and the publisher: rendered outside that lock, by one thread
/// at a time, in the order in which they were decided.
final class Outbox: Sendable {
    private struct State {
        var waiting: [Delivery] = []
        var isDraining = false
    }

    private let state = Mutex(State())

    /// Called under the world's lock; cheap.
    func append(_ deliveries: [Delivery]) {
        state.withLock { $0.waiting += deliveries }
    }

    /// Hands on what waits, unless another thread is at it already and will take this along.
    func drain(_ handOn: (Delivery) -> Void) {
        while let batch = takeBatch() {
            for delivery in batch { handOn(delivery) }
            state.withLock { $0.isDraining = false }
        }
    }

    private func takeBatch() -> [Delivery]? {
        state.withLock { state in
            guard !state.isDraining, !state.waiting.isEmpty else { return nil }
            state.isDraining = true
            defer { state.waiting = [] }
            return state.waiting
        }
    }
}
