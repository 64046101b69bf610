import HESContract
import Synchronization

/// The open connections, and whether new ones are admitted, refused or stalled.
final class ConnectionRegistry: Sendable {
    /// How a new connection begins.
    struct Admission: Sendable {
        let number: Int
        let refusal: Refusal?
        let isStalled: Bool
    }

    fileprivate struct Entry {
        var info: MQTTConnectionInfo
        let handle: RelayHandle
        /// The end has been reported; the sockets may still be open.
        var hasEnded = false
    }

    fileprivate struct State {
        var isOpen = true
        var refusal: Refusal?
        var stallsNew = false
        var last = 0
        var entries: [Int: Entry] = [:]
        /// Connections that were accepted and do not speak MQTT yet.
        var arrivingCount = 0
        var sessions = KeptSessions()
        var away = KeptAway()
    }

    private let limit: Int
    private let onEvent: @Sendable (MQTTClientEvent) -> Void
    private let state = Mutex(State())
    /// Whether a tenant's clients are kept away; read for every piece of bytes.
    private let keepsClientsAway = Atomic(false)

    init(limit: Int, onEvent: @escaping @Sendable (MQTTClientEvent) -> Void) {
        self.limit = limit
        self.onEvent = onEvent
    }

    /// Admits none; for a connection that is turned away.
    static let full = ConnectionRegistry(limit: 0) { _ in }

    /// - Returns: nil while closed, and beyond the limit.
    func admit(_ handle: RelayHandle) -> Admission? {
        state.withLock { state in
            guard state.isOpen, state.entries.count + state.arrivingCount < limit else { return nil }
            state.last += 1
            var info = MQTTConnectionInfo(connection: state.last)
            info.isStalled = state.stallsNew
            state.entries[state.last] = Entry(info: info, handle: handle)
            return Admission(number: state.last, refusal: state.refusal, isStalled: state.stallsNew)
        }
    }

    /// Takes a place for a connection that will speak MQTT later, until ``hasArrived()``.
    ///
    /// - Returns: false while closed, and beyond the limit.
    func expect() -> Bool {
        state.withLock { state in
            guard state.isOpen, state.entries.count + state.arrivingCount < limit else { return false }
            state.arrivingCount += 1
            return true
        }
    }

    /// Gives the place back: the connection is admitted next, or has ended.
    func hasArrived() {
        state.withLock { state in
            precondition(state.arrivingCount > 0, "every place is given back once")
            state.arrivingCount -= 1
        }
    }

    func remove(_ number: Int) {
        state.withLock { _ = $0.entries.removeValue(forKey: number) }
    }

    func identify(_ number: Int, clientID: String, username: String?, tenantCodes: [String]) {
        state.withLock { state in
            state.entries[number]?.info.clientID = clientID
            state.entries[number]?.info.username = username
            state.entries[number]?.info.tenantCodes = tenantCodes
        }
    }

    /// Updates the connection's entry first, so that the observer sees it as it is after the event.
    func report(_ event: MQTTClientEvent) {
        let resumed = state.withLock { state in
            let resumed = state.resume(event)
            state.entries[event.connection]?.note(event.kind)
            if case .disconnected = event.kind, let info = state.entries[event.connection]?.info {
                state.sessions.keep(info.filters, of: event.clientID)
            }
            return resumed
        }
        onEvent(event)
        if let resumed { onEvent(resumed) }
    }

    /// Open connections, in the order in which they were accepted.
    var living: [MQTTConnectionInfo] {
        state.withLock { state in
            state.entries.values.filter { !$0.hasEnded }.map(\.info).sorted { $0.connection < $1.connection }
        }
    }

    /// Whether a connection has a filter that a topic matches, and neither has ended nor stalls.
    func isSubscribed(to topic: String) -> Bool {
        let topic = Array(topic.utf8)
        return state.withLock { state in
            state.entries.values.contains { entry in
                !entry.hasEnded && !entry.info.isStalled
                    && entry.info.filters.contains { SubscriptionFilter.matches(topic, filter: $0.filter.utf8) }
            }
        }
    }

    func handles(of connections: [MQTTConnectionInfo]) -> [RelayHandle] {
        state.withLock { state in connections.compactMap { state.entries[$0.connection]?.handle } }
    }

    func open() { state.withLock { $0.isOpen = true } }

    /// - Returns: all connections, also those that are about to end.
    func close() -> [RelayHandle] {
        state.withLock { state in
            state.isOpen = false
            return state.entries.values.map(\.handle)
        }
    }

    func refuseNew(_ refusal: Refusal?) { state.withLock { $0.refusal = refusal } }

    /// From now on a tenant's clients are kept away.
    ///
    /// - Parameters:
    ///   - tenantCode: the tenant.
    ///   - isOurs: which of the open connections are those of its clients.
    /// - Returns: these, to be cut, and all others, to be reviewed.
    func keepAway(
        _ tenantCode: String,
        where isOurs: (MQTTConnectionInfo) -> Bool
    ) -> (ours: [RelayHandle], others: [RelayHandle]) {
        state.withLock { state in
            let living = state.entries.values.filter { !$0.hasEnded }
            let ours = living.filter { isOurs($0.info) }
            state.away.begin(tenantCode, cutting: ours.map(\.info.clientID))
            keepsClientsAway.store(true, ordering: .releasing)
            return (ours.map(\.handle), living.filter { !isOurs($0.info) }.map(\.handle))
        }
    }

    func letBack(_ tenantCode: String) {
        state.withLock { state in
            state.away.end(tenantCode)
            keepsClientsAway.store(!state.away.isEmpty, ordering: .releasing)
        }
    }

    /// - Parameters:
    ///   - watch: of a client that has sent CONNECT.
    ///   - tenantCodes: tenants that have a user of its name and password; asked for only while a tenant's clients are kept
    ///     away.
    /// - Returns: the tenant whose outage keeps the client away; nil when none does.
    func tenantKeepingAway(_ watch: SessionWatch, tenantCodes: () -> [String]) -> String? {
        guard keepsClientsAway.load(ordering: .acquiring) else { return nil }
        let tenantCodes = tenantCodes()
        return state.withLock { state in
            let kept = watch.resumesSession ? state.sessions.filters(of: watch.clientID).map(\.filter) : []
            let filters = kept + watch.askedFilters
            return state.away.tenant(
                of: KeptAway.Visitor(clientID: watch.clientID, tenantCodes: tenantCodes, filters: filters)
            )
        }
    }

    func stallNew() { state.withLock { $0.stallsNew = true } }

    func stall(_ connections: [MQTTConnectionInfo]) -> [RelayHandle] {
        state.withLock { state in
            connections.compactMap { connection in
                state.entries[connection.connection]?.info.isStalled = true
                return state.entries[connection.connection]?.handle
            }
        }
    }

    func resumeAll() -> [RelayHandle] {
        state.withLock { state in
            state.stallsNew = false
            let stalled = state.entries.filter(\.value.info.isStalled)
            for number in stalled.keys { state.entries[number]?.info.isStalled = false }
            return stalled.values.map(\.handle)
        }
    }
}

extension ConnectionRegistry.State {
    /// Gives a connection the filters of the session that the broker kept.
    ///
    /// - Returns: the event that tells of them; nil without any.
    fileprivate mutating func resume(_ event: MQTTClientEvent) -> MQTTClientEvent? {
        guard case .connected(0, let resumesSession) = event.kind else { return nil }
        let filters = sessions.take(of: event.clientID)
        guard resumesSession, !filters.isEmpty else { return nil }
        entries[event.connection]?.info.filters = filters
        return MQTTClientEvent(
            connection: event.connection,
            clientID: event.clientID,
            username: event.username,
            tenantCodes: event.tenantCodes,
            kind: .resumed(filters)
        )
    }
}

extension ConnectionRegistry.Entry {
    fileprivate mutating func note(_ kind: MQTTClientEvent.Kind) {
        switch kind {
        case .subscribed(let subscriptions):
            let granted = subscriptions.filter(\.isGranted)
            // A second subscription to a filter replaces the first (MQTT 3.1.1 §3.8.4).
            info.remove(filters: granted.map(\.filter))
            info.filters += granted.prefix(max(0, MQTTConnectionInfo.filterLimit - info.filters.count))
        case .unsubscribed(let filters): info.remove(filters: filters)
        case .disconnected: hasEnded = true
        case .connected, .resumed, .acknowledged: break
        }
    }
}

extension MQTTConnectionInfo {
    fileprivate mutating func remove(filters: [String]) {
        let removed = Set(filters)
        self.filters.removeAll { removed.contains($0.filter) }
    }
}
