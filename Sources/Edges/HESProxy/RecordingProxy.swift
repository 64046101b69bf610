import HESSockets
package import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Listens for HTTP and MQTT, passes both on unchanged, and tells an observer what passes.
///
/// All connections share one event loop: what an observer is told has the order of the wire.
package final class RecordingProxy: Sendable {
    private let plan: ProxyPlan
    private let observer: any TrafficObserver
    private let logger: Logger
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let open = OpenConnections()

    package init(_ plan: ProxyPlan, observer: any TrafficObserver, logger: Logger) {
        (self.plan, self.observer, self.logger) = (plan, observer, logger)
    }

    /// Runs until `body` returns; then all connections are closed.
    ///
    /// - Throws: `ProxyError` when a port cannot be opened, and what `body` throws.
    package func run(_ body: (ProxyAddresses) async throws -> Void) async throws {
        do {
            let http = try await listen(on: plan.httpPort, for: plan.hes) { try HTTPWatch($0) }
            let mqtt = try await listen(on: plan.mqttPort, for: plan.broker) { MQTTWatch($0) }
            let addresses = ProxyAddresses(
                httpPort: http.localAddress?.port ?? plan.httpPort,
                mqttPort: mqtt.localAddress?.port ?? plan.mqttPort
            )
            try await body(addresses)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
    }

    private func listen(
        on port: Int,
        for target: ProxyPlan.Target,
        watch: @escaping @Sendable (any TrafficObserver) throws -> any ConnectionWatch
    ) async throws -> any Channel {
        do {
            return try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 1024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.autoRead, value: false)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelOption(.maxMessagesPerRead, value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { self.accept($0, for: target, watch: watch) }
                .bind(host: plan.host, port: port).get()
        } catch {
            throw ProxyError.port(port, host: plan.host, reason: error.socketReason)
        }
    }

    /// Never fails: a client whose connection cannot be made is reset, as it would be by the server itself.
    private func accept(
        _ client: any Channel,
        for target: ProxyPlan.Target,
        watch: @escaping @Sendable (any TrafficObserver) throws -> any ConnectionWatch
    ) -> EventLoopFuture<Void> {
        guard open.enter() else {
            fail("more than \(OpenConnections.most) connections: a client is sent away", of: client)
            return client.eventLoop.makeSucceededVoidFuture()
        }
        let connection: PassingConnection
        do {
            connection = try take(client, watch: try watch(observer))
        } catch {
            open.leave()
            return client.eventLoop.makeFailedFuture(error)
        }
        // The client's channel is ready only when this returns, and the server may be slow.
        connect(to: target, on: client.eventLoop).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let server):
                do { try connection.join(client, to: server) } catch {
                    // One of them has gone meanwhile.
                    server.close(promise: nil)
                    client.close(promise: nil)
                }
            case .failure(let error):
                let place = "\(self.name(of: target)) \(target.host):\(target.port)"
                self.fail("\(place) was not reached: \(error.socketReason)", of: client)
            }
        }
        return client.eventLoop.makeSucceededVoidFuture()
    }

    /// The connection leaves when the client's socket is closed, with or without a server.
    private func take(_ client: any Channel, watch: any ConnectionWatch) throws -> PassingConnection {
        let connection = PassingConnection(watch: watch) { [logger, observer] what in
            logger.warning("\(what)")
            observer.failed(what)
        } onEnd: { [open] in
            open.leave()
        }
        if let tls = plan.serverTLS { try client.pipeline.syncOperations.addHandler(TLSChoice(tls)) }
        try connection.take(client: client)
        return connection
    }

    private func name(of target: ProxyPlan.Target) -> String {
        target.host == plan.hes.host && target.port == plan.hes.port ? "the HES" : "the broker"
    }

    private func fail(_ what: String, of client: any Channel) {
        logger.error("\(what)")
        observer.failed(what)
        client.dropUnwrittenBytes()
        client.close(promise: nil)
    }

    private func connect(to target: ProxyPlan.Target, on eventLoop: any EventLoop) -> EventLoopFuture<any Channel> {
        ClientBootstrap(group: eventLoop)
            .connectTimeout(.seconds(5))
            .channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let tls = target.tls else { return }
                    let handler = try NIOSSLClientHandler(context: tls, serverHostname: Self.name(target.host))
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(host: target.host, port: target.port)
    }

    /// Nil for an address, which server name indication does not allow (RFC 6066 §3).
    private static func name(_ host: String) -> String? {
        (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
    }
}

/// Connections at a time; each takes two descriptors.
private final class OpenConnections: Sendable {
    static let most = 4096
    private let count = Mutex(0)

    /// - Returns: false when there are too many.
    func enter() -> Bool {
        count.withLock { count in
            guard count < Self.most else { return false }
            count += 1
            return true
        }
    }

    func leave() { count.withLock { $0 -= 1 } }
}
