import HESSockets
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Makes the relay's connections to the broker: ``RelaySocket``, or a test's channels.
protocol BrokerConnector: Sendable {
    /// Connects `side` to the broker; call it on the event loop.
    func connect(_ side: RelaySide, on eventLoop: any EventLoop) -> EventLoopFuture<Void>
}

/// The options of the listener's sockets, and how it connects to the broker.
struct RelaySocket: BrokerConnector {
    /// The kernel's bound for bytes that a peer has sent and the relay has not read.
    static let receiveBufferBytes = 256 * 1024

    /// The nodes of a cluster.
    private let brokers: [BrokerAddress]
    private let tls: NIOSSLContext?
    private let connecting = ConnectingCount()
    private let firstBroker: @Sendable () -> Int

    /// - Parameters:
    ///   - brokers: the nodes of a cluster.
    ///   - certificateAuthorityFile: PEM; nil trusts the certificates of the operating system.
    ///   - firstBroker: the index of the node to try first.
    /// - Throws: when the file cannot be read.
    init(
        brokers: [BrokerAddress],
        certificateAuthorityFile: String?,
        firstBroker: @escaping @Sendable () -> Int
    ) throws {
        self.brokers = brokers
        self.firstBroker = firstBroker
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let certificateAuthorityFile { configuration.trustRoots = .file(certificateAuthorityFile) }
        tls = brokers.contains(where: \.usesTLS) ? try NIOSSLContext(configuration: configuration) : nil
    }

    /// Connections to the broker that are being opened: each will take a descriptor.
    var connectingCount: Int { connecting.value.load(ordering: .relaxed) }

    /// Connects `side` to the first node that is reached, `firstBroker` before the others; fails after five seconds for each.
    func connect(_ side: RelaySide, on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        let side = NIOLoopBound(side, eventLoop: eventLoop)
        connecting.value.add(1, ordering: .relaxed)
        // Added after connecting: a host of several addresses gets a channel for each, the side only the one that connects.
        let connected = channel(on: eventLoop, from: firstBroker() % brokers.count, triedCount: 0)
        connected.whenComplete { [connecting] _ in connecting.value.subtract(1, ordering: .relaxed) }
        return connected.flatMapThrowing { channel in
            try channel.pipeline.syncOperations.addHandler(side.value)
            try channel.syncOptions?.setOption(.autoRead, value: true)
        }
    }

    private func channel(
        on eventLoop: any EventLoop,
        from index: Int,
        triedCount: Int
    ) -> EventLoopFuture<any Channel> {
        channel(to: brokers[index], on: eventLoop, attempt: 1).flatMapError { error in
            guard triedCount + 1 < brokers.count else { return eventLoop.makeFailedFuture(error) }
            return channel(on: eventLoop, from: (index + 1) % brokers.count, triedCount: triedCount + 1)
        }
    }

    /// Tries a Unix domain socket again while its queue of connections is full, at most five seconds: unlike TCP, the
    /// kernel does not wait (unix(7), EAGAIN).
    private func channel(
        to broker: BrokerAddress,
        on eventLoop: any EventLoop,
        attempt: Int
    ) -> EventLoopFuture<any Channel> {
        guard let path = broker.socketPath else {
            return bootstrap(for: broker, on: eventLoop).channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connect(host: broker.host, port: broker.port)
        }
        return bootstrap(for: broker, on: eventLoop).connect(unixDomainSocketPath: path).flatMapError { error in
            guard (error as? IOError)?.errnoCode == EAGAIN, attempt < 500 else {
                return eventLoop.makeFailedFuture(error)
            }
            return eventLoop.flatScheduleTask(in: .milliseconds(10)) {
                channel(to: broker, on: eventLoop, attempt: attempt + 1)
            }.futureResult
        }
    }

    private func bootstrap(for broker: BrokerAddress, on eventLoop: any EventLoop) -> ClientBootstrap {
        ClientBootstrap(group: eventLoop)
            .connectTimeout(.seconds(5))
            .channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.socketOption(.so_rcvbuf), value: SocketOptionValue(Self.receiveBufferBytes))
            .channelInitializer { [tls = broker.usesTLS ? tls : nil, host = broker.host] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let tls else { return }
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: tls, serverHostname: Self.name(host))
                    )
                }
            }
    }

    /// Nil for an address, which server name indication does not allow (RFC 6066 §3).
    private static func name(_ host: String) -> String? {
        (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
    }

    static func serverBootstrap(
        on group: any EventLoopGroup,
        shortages: RareLog,
        accept: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.socketOption(.so_rcvbuf), value: SocketOptionValue(receiveBufferBytes))
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(acceptPause(shortages), position: .first)
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer(accept)
    }
}

private final class ConnectingCount: Sendable {
    let value = Atomic(0)
}
