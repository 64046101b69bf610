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

    private struct State {
        var isOpen = true
        var refusal: Refusal?
        var stallsNew = false
        var last = 0
        var entries: [Int: Entry] = [:]
    }

    private let limit: Int
    private let onEvent: @Sendable (MQTTClientEvent) -> Void
    private let state = Mutex(State())

    init(limit: Int, onEvent: @escaping @Sendable (MQTTClientEvent) -> Void) {
        self.limit = limit
        self.onEvent = onEvent
    }

    /// Admits none; for a connection that is turned away.
    static let full = ConnectionRegistry(limit: 0) { _ in }

    /// - Returns: nil while closed, and beyond the limit.
    func admit(_ handle: RelayHandle) -> Admission? {
        state.withLock { state in
            guard state.isOpen, state.entries.count < limit else { return nil }
            state.last += 1
            var info = MQTTConnectionInfo(connection: state.last)
            info.isStalled = state.stallsNew
            state.entries[state.last] = Entry(info: info, handle: handle)
            return Admission(number: state.last, refusal: state.refusal, isStalled: state.stallsNew)
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
        state.withLock { $0.entries[event.connection]?.note(event.kind) }
        onEvent(event)
    }

    /// Open connections, in the order in which they were accepted.
    var living: [MQTTConnectionInfo] {
        state.withLock { state in
            state.entries.values.filter { !$0.hasEnded }.map(\.info).sorted { $0.connection < $1.connection }
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
        case .connected, .acknowledged: break
        }
    }
}

extension MQTTConnectionInfo {
    fileprivate mutating func remove(filters: [String]) {
        let removed = Set(filters)
        self.filters.removeAll { removed.contains($0.filter) }
    }
}
