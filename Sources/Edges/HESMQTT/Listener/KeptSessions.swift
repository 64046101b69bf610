import DequeModule

/// Filters that clients had subscribed when their connections ended: the broker may keep them with the session.
struct KeptSessions: Sendable {
    private var filters: [String: [MQTTSubscription]] = [:]
    /// Client ids in the order in which their connections ended; some have come back meanwhile.
    private var order: Deque<String> = []

    /// Beyond it the session that ended first is forgotten, and its client counts as not subscribed.
    static let limit = 1000

    mutating func keep(_ subscriptions: [MQTTSubscription], of clientID: String) {
        guard !clientID.isEmpty, !subscriptions.isEmpty else { return }
        if filters.updateValue(subscriptions, forKey: clientID) == nil { order.append(clientID) }
        while order.count > Self.limit, let first = order.popFirst() { filters[first] = nil }
    }

    func filters(of clientID: String) -> [MQTTSubscription] { filters[clientID] ?? [] }

    /// - Returns: the filters of the client's session, which is then forgotten; empty when it had none.
    mutating func take(of clientID: String) -> [MQTTSubscription] {
        guard let found = filters.removeValue(forKey: clientID) else { return [] }
        order.removeAll { $0 == clientID }
        return found
    }
}
