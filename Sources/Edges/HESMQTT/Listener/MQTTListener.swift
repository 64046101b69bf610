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
    private let listening: ListeningSocket

    private init(registry: ConnectionRegistry, listening: ListeningSocket) {
        self.registry = registry
        self.listening = listening
    }

    /// Returns when it accepts connections.
    ///
    /// - Parameters:
    ///   - host: a name or an address of this machine.
    ///   - port: 0 for any free one; the start fails when another one is taken.
    ///   - broker: where bytes go; its user name and password are not used, as each client sends its own.
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
        broker: BrokerAddress,
        certificateAuthorityFile: String? = nil,
        connectionLimit: Int = 10_000,
        group: (any EventLoopGroup)? = nil,
        access: any MQTTAccess = OpenAccess(),
        logger: Logger,
        onEvent: @escaping @Sendable (MQTTClientEvent) -> Void
    ) async throws -> MQTTListener {
        let registry = ConnectionRegistry(limit: connectionLimit, onEvent: onEvent)
        let socket = try RelaySocket(broker: broker, certificateAuthorityFile: certificateAuthorityFile)
        let group = group ?? MultiThreadedEventLoopGroup.singleton
        let shortages = RareLog(logger)
        let initialize: @Sendable (any Channel) -> EventLoopFuture<Void> = { channel in
            channel.eventLoop.makeCompletedFuture {
                let hasRoom = hasRoom(for: channel, connecting: socket.connectingCount, log: shortages)
                try accept(
                    channel,
                    registry: hasRoom ? registry : .full,
                    socket: socket,
                    access: access,
                    logger: logger
                )
            }
        }
        let listening = try await ListeningSocket(host: host, requestedPort: port, logger: logger) { port in
            RelaySocket.serverBootstrap(on: group, shortages: shortages, accept: initialize).bind(
                host: host,
                port: port
            )
        }
        logger.info("MQTT listener runs", metadata: ["mqtt.port": "\(listening.port)", "mqtt.broker": "\(broker)"])
        return MQTTListener(registry: registry, listening: listening)
    }

    /// Stays the same for the listener's lifetime, also while it is down.
    package var port: Int { listening.port }

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

    /// Cuts every connection and closes the port, so that new ones are refused.
    package func down() {
        listening.close()
        for handle in registry.close() { handle.cut() }
    }

    /// Opens the port again; while another process has it, tries for five seconds, then logs and gives up.
    package func up() {
        // First: a closed registry resets the connections that the port accepts.
        registry.open()
        listening.open()
    }

    /// Returns when the last of `down` and `up` has taken effect on the port.
    ///
    /// - Throws: `MQTTListenerError` when `up` has given up.
    package func waitUntilApplied() async throws { try await listening.waitUntilApplied() }

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

    /// Cuts every connection and closes the port for good; returns when all sockets are closed.
    package func stop() async {
        let handles = registry.close()
        for handle in handles { handle.cut() }
        await listening.stop()
        // Only ever succeeds, see `RelayHandle.end`.
        for handle in handles { try? await handle.end.get() }
    }

    /// A client takes two descriptors; those that are kept back are for the health check.
    private static func hasRoom(for channel: any Channel, connecting: Int, log: RareLog) -> Bool {
        let limit = DescriptorLimit.current
        guard limit.room(for: channel, and: connecting + 1) == .kept else { return true }
        log.warn(
            "An MQTT client is turned away: descriptors are nearly used up; close connections, or raise ulimit -n",
            metadata: ["descriptor.limit": "\(limit.count)"]
        )
        return false
    }

    /// Accepts a connection; called on its event loop.
    private static func accept(
        _ channel: any Channel,
        registry: ConnectionRegistry,
        socket: RelaySocket,
        access: any MQTTAccess,
        logger: Logger
    ) throws {
        let eventLoop = channel.eventLoop
        let end = eventLoop.makePromise(of: Void.self)
        let connection = RelayConnection(
            registry: registry,
            socket: socket,
            access: access,
            eventLoop: eventLoop,
            logger: logger,
            end: end
        )
        let client = RelaySide(role: .client, connection: connection)
        try channel.pipeline.syncOperations.addHandler(client)
        guard let admission = registry.admit(RelayHandle(connection, on: eventLoop, end: end.futureResult)) else {
            end.succeed()
            return client.close(resets: true)
        }
        connection.begin(admission, client: client)
    }
}
