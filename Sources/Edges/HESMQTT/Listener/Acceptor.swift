import HESSockets
import Logging
import NIOCore
import NIOPosix

/// Makes relayed connections of what the listener's ports accept.
struct Acceptor: Sendable {
    let registry: ConnectionRegistry
    let socket: RelaySocket
    let access: any MQTTAccess
    let shortages: RareLog
    let logger: Logger

    /// Opens a port, 0 for any free one.
    ///
    /// - Throws: `MQTTListenerError`.
    func listen(
        on port: Int,
        of host: String,
        over transport: MQTTDoor.Transport?,
        group: any EventLoopGroup
    ) async throws -> ListeningSocket {
        let listening = try await ListeningSocket(host: host, requestedPort: port, logger: logger) { port in
            RelaySocket.serverBootstrap(on: group, shortages: shortages) { accept($0, over: transport) }
                .bind(host: host, port: port)
        }
        logger.info("MQTT listener runs", metadata: ["mqtt.host": "\(host)", "mqtt.port": "\(listening.port)"])
        return listening
    }

    /// Called on the event loop of a connection that was accepted.
    ///
    /// - Parameters:
    ///   - channel: the connection.
    ///   - transport: how MQTT comes; nil for TCP alone.
    /// - Returns: fails when the channel has been closed meanwhile.
    private func accept(_ channel: any Channel, over transport: MQTTDoor.Transport?) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let registry = hasRoom(for: channel) ? registry : .full
            switch transport {
            case nil: try relay(channel, registry: registry)
            case .tls?: try transport?.setUp(channel) { try relay($0, registry: registry) }
            case .webSocket?: try transport?.setUp(channel, accept: arrival(of: channel, in: registry))
            }
        }
    }

    /// Counts a connection before its upgrade among the open ones.
    ///
    /// - Returns: what to call when it has upgraded; beyond the limit the connection is reset.
    private func arrival(
        of channel: any Channel,
        in registry: ConnectionRegistry
    ) -> @Sendable (any Channel) throws -> Void {
        guard registry.expect() else {
            channel.dropUnwritten()
            channel.close(promise: nil)
            return { _ in }
        }
        let place = NIOLoopBoundBox(true, eventLoop: channel.eventLoop)
        let giveBack: @Sendable () -> Void = {
            guard place.value else { return }
            place.value = false
            registry.hasArrived()
        }
        channel.closeFuture.whenComplete { _ in giveBack() }
        return { channel in
            giveBack()
            try relay(channel, registry: registry)
        }
    }

    /// A client takes two descriptors; those that are scarce are for HTTP, whose idle connections make room.
    private func hasRoom(for channel: any Channel) -> Bool {
        let limit = DescriptorLimit.current
        guard limit.room(for: channel, and: socket.connectingCount + 1) != .ample else { return true }
        shortages.warn(
            "An MQTT client is turned away: descriptors are nearly used up; close connections, or raise ulimit -n",
            metadata: ["descriptor.limit": "\(limit.count)"]
        )
        return false
    }

    /// Called on the channel's event loop.
    private func relay(_ channel: any Channel, registry: ConnectionRegistry) throws {
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
