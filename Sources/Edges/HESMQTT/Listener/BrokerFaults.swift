import HESRuntime
package import HESSimulation
package import Logging
import Synchronization

/// Performs the broker faults of scenarios on the MQTT listener.
///
/// When several worlds share a listener, a world cuts and stalls only clients that are admitted to its tenant's topics alone
/// or have subscribed below them. `down` keeps those clients away until its end; other worlds' clients stay connected.
package final class BrokerFaults: BrokerControl {
    private let listener = Mutex<MQTTListener?>(nil)
    private let isShared = Mutex<@Sendable () -> Bool>({ false })
    /// Tenants with an outage that has not ended; of `down` those for which the ports are closed.
    private let lasting = Mutex<[BrokerOutages.Kind: Set<String>]>([:])
    private let logger: Logger

    package init(logger: Logger) {
        self.logger = logger
    }

    /// `isShared` returns whether the process has several worlds now; called at each command.
    package func set(_ listener: MQTTListener, isShared: @escaping @Sendable () -> Bool) {
        self.listener.withLock { $0 = listener }
        self.isShared.withLock { $0 = isShared }
    }

    package func perform(_ command: BrokerCommand, tenantCode: String) {
        guard let listener = listener.withLock({ $0 }) else {
            logger.warning(
                "A broker fault acts on no client: all reach this broker past the simulator, see --mqtt-port",
                metadata: ["fault.command": "\(command)"]
            )
            return
        }
        let isShared = isShared.withLock { $0 }()
        if keepsAway(command, tenantCode: tenantCode, isShared: isShared, on: listener) { return }
        guard isLast(command, of: tenantCode) else { return }
        let tenant = isShared ? tenantCode : nil
        perform(command, on: listener, isShared: isShared) { client in
            tenant.map { client.listens(toTenant: $0) } ?? true
        }
    }

    /// Carries out what is about this tenant's clients alone.
    ///
    /// - Returns: whether that was all.
    private func keepsAway(
        _ command: BrokerCommand,
        tenantCode: String,
        isShared: Bool,
        on listener: MQTTListener
    ) -> Bool {
        switch command {
        case .down where isShared:
            listener.keepAway(tenantCode) { $0.listens(toTenant: tenantCode) }
            return true
        case .up:
            listener.letBack(tenantCode)
            // Also when it began while the world was alone.
            return !lasting.withLock { $0[.down, default: []].contains(tenantCode) }
        case .cut, .down, .stall, .resume, .refuse, .accept: return false
        }
    }

    /// An outage of several worlds ends with the last of them.
    private func isLast(_ command: BrokerCommand, of tenantCode: String) -> Bool {
        lasting.withLock { lasting in
            switch command {
            case .cut: return true
            case .down: lasting[.down, default: []].insert(tenantCode)
            case .stall: lasting[.stall, default: []].insert(tenantCode)
            case .refuse: lasting[.refusal, default: []].insert(tenantCode)
            case .up: return lasting.end(.down, of: tenantCode)
            case .resume: return lasting.end(.stall, of: tenantCode)
            case .accept: return lasting.end(.refusal, of: tenantCode)
            }
            return true
        }
    }

    private func perform(
        _ command: BrokerCommand,
        on listener: MQTTListener,
        isShared: Bool,
        where isOurs: (MQTTConnectionInfo) -> Bool
    ) {
        switch command {
        case .cut(let id): listener.cut { isOurs($0) && (id == nil || id == $0.clientID) }
        case .down: listener.down()
        case .up: listener.up()
        case .stall: listener.stall(stallsNew: !isShared, where: isOurs)
        case .resume: listener.resume()
        case .refuse(let code): listener.refuse(code: UInt8(clamping: code))
        case .accept: listener.accept()
        }
    }
}

extension MQTTConnectionInfo {
    /// Whether the client is admitted to this tenant alone, or a filter has the tenant in the first level of its topics.
    func listens(toTenant code: String) -> Bool {
        tenantCodes == [code] || filters.contains { KeptAway.isTopic($0.filter, of: code) }
    }
}

extension MQTTClientEvent {
    /// Whether the journal of a tenant among several has the event: by its filters, and by the client's admission.
    package func isAbout(tenantCode code: String) -> Bool {
        if tenantCodes == [code] { return true }
        guard tenantCodes.isEmpty || tenantCodes.contains(code) else { return false }
        guard case .subscribed(let subscriptions) = kind else { return !tenantCodes.isEmpty }
        return subscriptions.contains { $0.topics.hasPrefix("/\(code)/") || $0.topics.hasPrefix("\(code)/") }
    }

    /// What the journal keeps of it; nil for kept sessions, UNSUBSCRIBE and acknowledgements.
    package var note: JournalEntry.ClientNote? {
        var note: JournalEntry.ClientNote
        switch kind {
        case .connected(let code, _):
            note = JournalEntry.ClientNote(clientID: clientID, event: .connect)
            note.code = code
        case .subscribed(let subscriptions):
            note = JournalEntry.ClientNote(clientID: clientID, event: .subscribe)
            note.topics = subscriptions.filter(\.isGranted).map(\.filter)
            let denied = subscriptions.filter { !$0.isGranted }.map(\.filter)
            note.denied = denied.isEmpty ? nil : denied
        case .resumed, .unsubscribed, .acknowledged: return nil
        case .disconnected(let reason):
            if clientID.isEmpty, username == nil, reason == .lost { return nil }
            note = JournalEntry.ClientNote(clientID: clientID, event: .disconnect)
            note.reason = reason
        }
        return note
    }
}

extension [BrokerOutages.Kind: Set<String>] {
    /// - Returns: whether it was the last tenant's outage of that kind.
    fileprivate mutating func end(_ kind: BrokerOutages.Kind, of tenantCode: String) -> Bool {
        self[kind]?.remove(tenantCode)
        return self[kind]?.isEmpty ?? true
    }
}
