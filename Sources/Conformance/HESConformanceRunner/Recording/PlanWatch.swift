import HESConformance
import Synchronization

/// Tracks answered plans and the clients' subscriptions, which decide whether a push may leave.
final class PlanWatch: Sendable {
    private struct State {
        /// When pushes left for a subscriber whose acknowledgements have not been seen, oldest first.
        var unheard: [ContinuousClock.Instant] = []
        /// When the client last acknowledged one.
        var lastHeard: ContinuousClock.Instant?
        /// When the answer left, by plan.
        var answered: [String: ContinuousClock.Instant] = [:]
        /// Connections to which a CONNACK has gone, until they end.
        var connections: Set<Int> = []
        /// The clients' filters, by connection and text.
        var filters: [Int: [String: TopicFilter]] = [:]
        var hasChanged = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func answered(_ planID: String) {
        state.withLock { $0.answered[planID] = $0.answered[planID] ?? .now }
        wake()
    }

    func subscribed(_ connection: Int, to filters: [String]) {
        state.withLock { state in
            for filter in filters { state.filters[connection, default: [:]][filter] = TopicFilter(filter) }
        }
        wake()
    }

    func unsubscribed(_ connection: Int, from filters: [String]) {
        state.withLock { state in
            for filter in filters { state.filters[connection]?[filter] = nil }
        }
        wake()
    }

    /// CONNACK has gone to the client, be it a refusal.
    func connected(_ connection: Int) { state.withLock { _ = $0.connections.insert(connection) } }

    /// - Returns: whether ``connected(_:)`` was said of it.
    @discardableResult
    func ended(_ connection: Int) -> Bool {
        let hasConnected = state.withLock { state in
            state.filters[connection] = nil
            return state.connections.remove(connection) != nil
        }
        wake()
        return hasConnected
    }

    /// A push that the client has to acknowledge left for a subscriber.
    func pushed() { state.withLock { $0.unheard.append(.now) } }

    /// The client acknowledged a message.
    func heard() {
        state.withLock { state in
            if !state.unheard.isEmpty { state.unheard.removeFirst() }
            state.lastHeard = .now
        }
        wake()
    }

    /// When the client last acknowledged a push.
    var lastHeard: ContinuousClock.Instant? { state.withLock { $0.lastHeard } }

    /// When the last answer left or the client last acknowledged a push; now before the first.
    var lastSign: ContinuousClock.Instant {
        state.withLock { ($0.answered.values + [$0.lastHeard].compactMap(\.self)).max() ?? .now }
    }

    /// When the oldest push left that no client has acknowledged; nil if all are acknowledged.
    var oldestUnheard: ContinuousClock.Instant? { state.withLock { $0.unheard.first } }

    /// Drops all subscriptions when connections are cut, before the sockets report their end.
    func forgetSubscriptions() { state.withLock { $0.filters = [:] } }

    /// When the answer to the call that made the plan left; nil while it has not.
    func instantOfAnswer(_ planID: String) -> ContinuousClock.Instant? {
        state.withLock { $0.answered[planID] }
    }

    func isSubscribed(to topic: String) -> Bool {
        state.withLock { state in
            state.filters.values.contains { filters in filters.values.contains { $0.matches(topic) } }
        }
    }

    /// Wakes the case's clock to check whether it may advance.
    func wake() {
        let waiter = state.withLock { state in
            state.hasChanged = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns when something has happened since it last returned; one task at a time.
    func nextChange() async {
        await withCheckedContinuation { continuation in
            let hasChanged = state.withLock { state in
                if state.hasChanged {
                    state.hasChanged = false
                    return true
                }
                state.waiter = continuation
                return false
            }
            if hasChanged { continuation.resume() }
        }
        state.withLock { $0.hasChanged = false }
    }
}
