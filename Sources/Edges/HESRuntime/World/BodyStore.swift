import DequeModule
import Synchronization

/// The last bodies of a world's requests, answers and pushes, for readers of the journal: 16 MiB, then the oldest go.
///
/// Callable from any thread. It holds what others hold as well, and copies nothing; after a restart it is empty.
package final class BodyStore: Sendable {
    /// In bytes, with 64 for each body.
    package static let limit = 16 << 20

    package enum Key: Hashable, Sendable {
        /// By the number of the journal's entry.
        case request(Int)
        case reply(Int)
        /// By ticket.
        case push(UInt64)
    }

    /// What is known of a body.
    package enum Content: Sendable {
        case kept([UInt8])
        /// It is still to be made, or nothing was sent.
        case absent
        case gone
    }

    private struct State {
        var bodies: [Key: [UInt8]] = [:]
        var order: Deque<Key> = []
        var size = 0
        /// Of the last push whose payload came; pushes are rendered in the order of their tickets.
        var lastTicket: UInt64
    }

    private let state: Mutex<State>

    /// `lastTicket` is that of the last push before the store began.
    init(lastTicket: UInt64) {
        state = Mutex(State(lastTicket: lastTicket))
    }

    /// Keeps a body; one that is larger than the store is gone at once.
    func keep(_ body: [UInt8], as key: Key) {
        state.withLock { state in
            if case .push(let ticket) = key { state.lastTicket = max(state.lastTicket, ticket) }
            guard state.bodies.updateValue(body, forKey: key) == nil else { return }
            state.order.append(key)
            state.size += Self.size(of: body)
            while state.size > Self.limit, let oldest = state.order.popFirst() {
                state.size -= state.bodies.removeValue(forKey: oldest).map(Self.size) ?? 0
            }
        }
    }

    package func request(ofEntry sequence: Int) -> Content {
        state.withLock { $0.bodies[.request(sequence)].map { .kept($0) } ?? .gone }
    }

    /// An answer is younger than its request, so it is not gone while the request is there.
    package func reply(ofEntry sequence: Int) -> Content {
        state.withLock { state in
            if let reply = state.bodies[.reply(sequence)] { return .kept(reply) }
            return state.bodies[.request(sequence)] == nil ? .gone : .absent
        }
    }

    package func push(_ ticket: UInt64) -> Content {
        state.withLock { state in
            if let payload = state.bodies[.push(ticket)] { return .kept(payload) }
            return ticket > state.lastTicket ? .absent : .gone
        }
    }

    private static func size(of body: [UInt8]) -> Int { body.count + 64 }
}
