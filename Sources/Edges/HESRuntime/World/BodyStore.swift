import Synchronization

/// The last bodies of a world's requests, answers and pushes, for readers of the journal: 16 MiB, then the oldest go.
///
/// Callable from any thread. It holds what others hold as well, and copies nothing; after a restart it is empty.
package final class BodyStore: Sendable {
    /// In bytes, with 64 for each body.
    package static let limit = 16 << 20

    package enum Key: Sendable {
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

    /// What came and left for one entry of the journal.
    fileprivate struct Exchange {
        var request: [UInt8]?
        var reply: [UInt8]?

        var size: Int { BodyStore.size(of: request) + BodyStore.size(of: reply) }
    }

    fileprivate struct State {
        var exchanges = NumberedBodies<Int, Exchange>()
        var pushes = NumberedBodies<UInt64, [UInt8]>()
        var size = 0
        /// How many exchanges and pushes have come.
        var count = 0
        /// Of the last push whose payload came; pushes are rendered in the order of their tickets.
        var lastTicket: UInt64
    }

    private let state: Mutex<State>

    /// `lastTicket` is that of the last push before the store began.
    init(lastTicket: UInt64) {
        state = Mutex(State(lastTicket: lastTicket))
    }

    /// Keeps a body; one that is larger than the store is gone at once, and so is an answer whose request has gone.
    func keep(_ body: [UInt8], as key: Key) {
        state.withLock { state in
            switch key {
            case .request(let entry): state.change(entry) { $0.request = body }
            case .reply(let entry): state.change(entry) { $0.reply = body }
            case .push(let ticket): state.keep(body, ofPush: ticket)
            }
            while state.size > Self.limit, let oldest = state.removeOldest() { state.size -= oldest }
        }
    }

    package func request(ofEntry sequence: Int) -> Content {
        state.withLock { $0.exchanges[sequence]?.request.map { .kept($0) } ?? .gone }
    }

    /// An answer goes with its request.
    package func reply(ofEntry sequence: Int) -> Content {
        state.withLock { state in
            guard let exchange = state.exchanges[sequence] else { return .gone }
            return exchange.reply.map { .kept($0) } ?? .absent
        }
    }

    package func push(_ ticket: UInt64) -> Content {
        state.withLock { state in
            if let payload = state.pushes[ticket] { return .kept(payload) }
            return ticket > state.lastTicket ? .absent : .gone
        }
    }

    fileprivate static func size(of body: [UInt8]?) -> Int { body.map { $0.count + 64 } ?? 0 }
}

extension BodyStore.State {
    fileprivate mutating func change(_ entry: Int, body: (inout BodyStore.Exchange) -> Void) {
        count += 1
        exchanges.append(BodyStore.Exchange(), number: entry, since: count)
        let growth = exchanges.change(entry) { exchange in
            let before = exchange.size
            body(&exchange)
            return exchange.size - before
        }
        size += growth ?? 0
    }

    fileprivate mutating func keep(_ payload: [UInt8], ofPush ticket: UInt64) {
        count += 1
        if pushes.append(payload, number: ticket, since: count) { size += BodyStore.size(of: payload) }
        lastTicket = max(lastTicket, ticket)
    }

    /// - Returns: the size of what has gone; nil when nothing is left.
    fileprivate mutating func removeOldest() -> Int? {
        guard (exchanges.oldest ?? .max) < (pushes.oldest ?? .max) else {
            return pushes.removeFirst().map { BodyStore.size(of: $0) }
        }
        return exchanges.removeFirst()?.size
    }
}
