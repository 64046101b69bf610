import MQTTClient
import SimulationKernel
import Synchronization

/// Messages from the network thread until the run takes them; bounded in number and bytes.
final class MessageBox: Sendable {
    private struct State {
        var messages: [WireMessage] = []
        var bytes = 0
        var dropped = 0
        var order = 0
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    private static let mostMessages = 4096
    private static let mostBytes = 64 << 20

    /// Called on the network thread.
    func put(_ message: MQTTMessage, at instant: SimulatedInstant) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.messages.count < Self.mostMessages, state.bytes + message.payload.count <= Self.mostBytes else {
                state.dropped += 1
                return nil
            }
            state.order += 1
            state.bytes += message.payload.count
            state.messages.append(
                WireMessage(
                    topic: message.topic,
                    payload: message.payload,
                    qos: Int(message.qos.rawValue),
                    isRetained: message.isRetained,
                    instant: instant,
                    order: state.order
                )
            )
            return state.waiter.take()
        }
        waiter?.resume()
    }

    /// The place of a reply among the messages.
    func nextOrder() -> Int {
        state.withLock { state in
            state.order += 1
            return state.order
        }
    }

    /// How many messages found no room since the last call.
    func takeDropped() -> Int {
        state.withLock { state in
            defer { state.dropped = 0 }
            return state.dropped
        }
    }

    func takeAll() -> [WireMessage] {
        state.withLock { state in
            state.bytes = 0
            defer { state.messages = [] }
            return state.messages
        }
    }

    /// Returns when a message is there, or at once if one is or the task was cancelled; ``wake()`` ends the wait.
    ///
    /// A timer cancels before it wakes, so that a wait that begins behind it does not last.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                guard state.messages.isEmpty, state.waiter == nil, !Task.isCancelled else { return true }
                state.waiter = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
    }

    func wake() {
        state.withLock { $0.waiter.take() }?.resume()
    }
}
