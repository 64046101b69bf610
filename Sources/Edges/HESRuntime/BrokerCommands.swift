import HESSimulation
import Synchronization

/// Commands to the broker between the lock under which they are decided and whoever carries them out: one thread at a time,
/// in their order.
final class BrokerCommands: Sendable {
    private struct State {
        var waiting: [BrokerCommand] = []
        var isDraining = false
    }

    private let state = Mutex(State())

    /// Called under the world's lock; cheap.
    func append(_ command: BrokerCommand) {
        state.withLock { $0.waiting.append(command) }
    }

    func drain(_ carryOut: (BrokerCommand) -> Void) {
        while let batch = takeBatch() {
            for command in batch { carryOut(command) }
            state.withLock { $0.isDraining = false }
        }
    }

    private func takeBatch() -> [BrokerCommand]? {
        state.withLock { state in
            guard !state.isDraining, !state.waiting.isEmpty else { return nil }
            state.isDraining = true
            defer { state.waiting = [] }
            return state.waiting
        }
    }
}
