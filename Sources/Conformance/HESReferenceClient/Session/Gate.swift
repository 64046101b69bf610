import MQTTClient
import Synchronization

/// Admits a limited number of tasks at once, first come, first served.
final class Gate: Sendable {
    private struct State {
        var free: Int
        var waiting: [Promise<Void>] = []
    }

    private let state: Mutex<State>

    init(limit: Int) {
        state = Mutex(State(free: limit))
    }

    func passing<Value: Sendable>(_ work: () async -> Value) async -> Value {
        await enter()
        defer { leave() }
        return await work()
    }

    private func enter() async {
        let turn = state.withLock { state -> Promise<Void>? in
            guard state.free <= 0 else {
                state.free -= 1
                return nil
            }
            let turn = Promise<Void>()
            state.waiting.append(turn)
            return turn
        }
        guard let turn else { return }
        // A cancelled task goes on at once: what it does next is cancelled as well, and it still hands its place on.
        do {
            try await turn.value()
        } catch {
            giveUp(turn)
        }
    }

    /// Goes on without a turn after a cancellation: takes a place that `leave` gives back.
    private func giveUp(_ turn: Promise<Void>) {
        state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0 === turn }) else { return }
            state.waiting.remove(at: index)
            state.free -= 1
        }
    }

    private func leave() {
        let next = state.withLock { state -> Promise<Void>? in
            guard state.free >= 0, !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.succeed()
    }
}
