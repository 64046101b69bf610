import HESSockets
package import Logging
package import NIOCore
import NIOPosix
import ServiceLifecycle

/// A relay between MQTT clients and a broker that reports what clients do, and can cut, stall or refuse them.
///
/// It alters no byte of a healthy session that keeps to its tenant's topics; each client has a connection of its own to the
/// broker. Everything but `start`, `waitUntilApplied`, `run` and `stop` may be called from any thread and never waits: it
/// takes effect on the connections' event loops, for one connection in the order of the calls.
package final class MQTTListener: Service, Sendable {
    private let registry: ConnectionRegistry
    /// The port of plain MQTT, then those of the doors; at least one.
    private let sockets: [ListeningSocket]

    private init(registry: ConnectionRegistry, sockets: [ListeningSocket]) {
        self.registry = registry
        self.sockets = sockets
    }

    /// Returns when it accepts connections.
    ///
    /// - Parameters:
    ///   - host: a name or an address of this machine.
    ///   - port: 0 for any free one; the start fails when another one is taken.
    ///   - doors: further ports, on which clients speak MQTT over TLS or WebSockets; all that holds for the port holds for them.
    ///   - brokers: where bytes go, the nodes of a cluster, of which a connection gets the first that is reached; their user
    ///     names and passwords are not used, as each client sends its own.
    ///   - firstBroker: the index of the node that is tried first: one that takes connections may yet answer none, so it is the
    ///     one that answers the simulator. Called on event loops.
    ///   - certificateAuthorityFile: PEM, for `mqtts`; nil trusts the certificates of the operating system.
    ///   - connectionLimit: further connections are reset.
    ///   - group: nil takes the process's own.
    ///   - access: which topics a client may use; the broker's own rules apply as well.
    ///   - logger: failures of connections at debug.
    ///   - onEvent: called on event loops, for one connection in order; must not block.
    /// - Returns: the listener; call `run()` or `stop()`.
    /// - Throws: `MQTTListenerError`, or what is wrong with the certificates.
    package static func start(
        host: String = "127.0.0.1",
        port: Int,
        doors: [MQTTDoor] = [],
        brokers: [BrokerAddress],
        firstBroker: @escaping @Sendable () -> Int = { 0 },
        certificateAuthorityFile: String? = nil,
        connectionLimit: Int = 10_000,
        group: (any EventLoopGroup)? = nil,
        access: any MQTTAccess = OpenAccess(),
        logger: Logger,
        onEvent: @escaping @Sendable (MQTTClientEvent) -> Void
    ) async throws -> MQTTListener {
        let registry = ConnectionRegistry(limit: connectionLimit, onEvent: onEvent)
        let socket = try RelaySocket(
            brokers: brokers,
            certificateAuthorityFile: certificateAuthorityFile,
            firstBroker: firstBroker
        )
        let group = group ?? MultiThreadedEventLoopGroup.singleton
        let shortages = RareLog(logger)
        let acceptor = Acceptor(
            registry: registry,
            socket: socket,
            access: access,
            shortages: shortages,
            logger: logger
        )
        var sockets: [ListeningSocket] = []
        do {
            for (port, transport) in [(port, nil)] + doors.map({ ($0.port, Optional($0.transport)) }) {
                sockets.append(try await acceptor.listen(on: port, of: host, over: transport, group: group))
            }
        } catch {
            for socket in sockets { await socket.stop() }
            throw error
        }
        return MQTTListener(registry: registry, sockets: sockets)
    }

    /// Stays the same for the listener's lifetime, also while it is down.
    package var port: Int { sockets[0].port }

    /// In the order of the doors; they stay the same as ``port`` does.
    package var doorPorts: [Int] { sockets.dropFirst().map(\.port) }

    /// Whether an open connection of a client has subscribed to what a topic's messages match.
    package func isSubscribed(to topic: String) -> Bool { registry.isSubscribed(to: topic) }

    /// Open connections of clients, in the order in which they were accepted.
    package var connections: [MQTTConnectionInfo] { registry.living }

    /// Resets the clients' connections and closes those to the broker, without a DISCONNECT.
    ///
    /// - Returns: how many.
    @discardableResult
    package func cut(where isChosen: (MQTTConnectionInfo) -> Bool = { _ in true }) -> Int {
        let chosen = registry.handles(of: registry.living.filter(isChosen))
        for handle in chosen { handle.cut() }
        return chosen.count
    }

    /// Cuts every connection and closes the ports, so that new ones are refused.
    package func down() {
        for socket in sockets { socket.close() }
        for handle in registry.close() { handle.cut() }
    }

    /// Opens the ports again; while another process has one, tries for five seconds, then logs and gives up.
    package func up() {
        // First: a closed registry resets the connections that the port accepts.
        registry.open()
        for socket in sockets { socket.open() }
    }

    /// Cuts a tenant's clients and keeps them away until ``letBack(_:)``, while all others go on.
    ///
    /// The port stays open, so a client is not refused by TCP: its connection is closed without CONNACK. Recognised at
    /// CONNECT is a client with a login that only this tenant has, one that was cut here, by its id, and one that goes on
    /// with a session below the tenant's topics; others are at their SUBSCRIBE below these.
    ///
    /// - Parameters:
    ///   - tenantCode: the tenant.
    ///   - isOurs: which of the open connections are those of its clients.
    package func keepAway(_ tenantCode: String, where isOurs: (MQTTConnectionInfo) -> Bool) {
        let handles = registry.keepAway(tenantCode, where: isOurs)
        for handle in handles.ours { handle.cut(awayFrom: tenantCode) }
        // Clients that have a login of the tenant, or whose SUBSCRIBE is under way.
        for handle in handles.others { handle.review() }
    }

    package func letBack(_ tenantCode: String) { registry.letBack(tenantCode) }

    /// Returns when the last of `down` and `up` has taken effect on the port.
    ///
    /// - Throws: `MQTTListenerError` when `up` has given up.
    package func waitUntilApplied() async throws {
        for socket in sockets { try await socket.waitUntilApplied() }
    }

    /// Passes nothing on in either direction and stops reading, with sockets open, so that peers stall.
    ///
    /// What was under way may still arrive: at most 128 KiB, and what the kernel holds.
    ///
    /// - Parameters:
    ///   - stallsNew: new connections too, until `resume`; they reach the broker then.
    ///   - isChosen: which of the open ones.
    /// - Returns: how many of the open ones.
    @discardableResult
    package func stall(stallsNew: Bool = false, where isChosen: (MQTTConnectionInfo) -> Bool = { _ in true }) -> Int {
        if stallsNew { registry.stallNew() }
        let chosen = registry.stall(registry.living.filter(isChosen))
        for handle in chosen { handle.stall() }
        return chosen.count
    }

    /// Passes on everything that was held; clients that closed meanwhile are reported as disconnected after that.
    package func resume() {
        for handle in registry.resumeAll() { handle.resume() }
    }

    /// Answers the CONNECT of new connections itself, then closes them; sessions that exist go on.
    ///
    /// - Parameter code: of MQTT 3.1.1 (1–5) or MQTT 5 (128 and up), sent to clients of the other protocol as its
    ///   counterpart there; nil closes without an answer.
    package func refuse(code: UInt8?) { registry.refuseNew(Refusal(code: code)) }

    /// Ends `refuse`.
    package func accept() { registry.refuseNew(nil) }

    /// Judges every open session by the access of now; to be called when that has changed.
    ///
    /// Frames are judged by it anyway: this ends sessions whose last will is denied now, also while they are silent.
    package func accessChanged() {
        for handle in registry.handles(of: registry.living) { handle.review() }
    }

    /// Runs until graceful shutdown or cancellation, then stops.
    package func run() async throws {
        // Throws on cancellation, which stops the listener as well.
        try? await gracefulShutdown()
        await stop()
    }

    /// Cuts every connection and closes the ports for good; returns when all sockets are closed.
    package func stop() async {
        let handles = registry.close()
        for handle in handles { handle.cut() }
        for socket in sockets { await socket.stop() }
        // Only ever succeeds, see `RelayHandle.end`.
        for handle in handles { try? await handle.end.get() }
    }
}
