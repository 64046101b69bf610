import Foundation
import HESMQTT
import MQTTClient
import MQTTTestSupport
import NIOCore
import NIOPosix
import Synchronization

/// A listener in front of a port, and what it told.
struct WatchedListener: Sendable {
    let listener: MQTTListener
    let events: EventRecord<MQTTClientEvent>

    static func with<Result>(
        broker port: Int,
        access: any MQTTAccess = OpenAccess(),
        _ body: (WatchedListener) async throws -> Result
    ) async throws -> Result {
        try await with(broker: BrokerAddress(host: "127.0.0.1", port: port), access: access, body)
    }

    static func with<Result>(
        broker: BrokerAddress,
        certificateAuthorityFile: String? = nil,
        access: any MQTTAccess = OpenAccess(),
        _ body: (WatchedListener) async throws -> Result
    ) async throws -> Result {
        let events = EventRecord<MQTTClientEvent>()
        let listener = try await MQTTListener.start(
            port: 0,
            brokers: [broker],
            certificateAuthorityFile: certificateAuthorityFile,
            access: access,
            logger: .silent
        ) { events.append($0) }
        do {
            let result = try await body(WatchedListener(listener: listener, events: events))
            await listener.stop()
            return result
        } catch {
            await listener.stop()
            throw error
        }
    }

    func configuration(_ clientID: String) -> MQTTConfiguration {
        var configuration = MQTTConfiguration(host: "127.0.0.1", port: listener.port, clientID: clientID)
        configuration.backoff = ReconnectBackoff(minimum: .milliseconds(10), maximum: .milliseconds(100))
        return configuration
    }

    /// Waits for it.
    func told(_ kind: MQTTClientEvent.Kind, by clientID: String) async throws {
        _ = try await events.first { $0.kind == kind && $0.clientID == clientID ? true : nil }
    }

    func kinds(of clientID: String) -> [MQTTClientEvent.Kind] {
        events.all.filter { $0.clientID == clientID }.map(\.kind)
    }
}

/// One end of a TCP connection, without any protocol.
final class RawPeer: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private struct State {
        var channel: (any Channel)?
        var sentBytes = 0
        var received: [UInt8] = []
        var hasEnded = false
        var isClosed = false
        var wasReset = false
    }

    private let state = Mutex(State())

    var sentBytes: Int { state.withLock { $0.sentBytes } }
    var received: [UInt8] { state.withLock { $0.received } }
    /// The other end sends no more.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }
    var isClosed: Bool { state.withLock { $0.isClosed } }
    /// By RST.
    var wasReset: Bool { state.withLock { $0.wasReset } }
    var channel: any Channel {
        get throws {
            guard let channel = state.withLock(\.channel) else { throw TestFailure("not connected") }
            return channel
        }
    }

    static func connect(to port: Int) async throws -> RawPeer {
        let peer = RawPeer()
        _ = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(peer) }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return peer
    }

    /// Returns when the kernel has them.
    func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get() }

    /// Returns at once; `sentBytes` tells what the kernel has taken, a MiB at a time.
    func offer(_ bytes: [UInt8]) throws {
        let channel = try channel
        for start in stride(from: 0, to: bytes.count, by: 1 << 20) {
            let piece = bytes[start..<min(start + 1 << 20, bytes.count)]
            channel.writeAndFlush(ByteBuffer(bytes: piece)).whenSuccess { [self] in
                state.withLock { $0.sentBytes += piece.count }
            }
        }
    }

    /// Half a second without a further byte sent.
    func comesToAHalt() async throws {
        var (last, looks) = (-1, 0)
        try await Patience.eventually("what is sent comes to a halt") {
            looks = sentBytes == last ? looks + 1 : 0
            last = sentBytes
            return looks == 100
        }
    }

    func sendInPieces(_ bytes: [UInt8], of sizes: ClosedRange<Int>) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(.random(in: sizes))
            try await send(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
    }

    func receives(_ bytes: [UInt8]) async throws {
        try await Patience.eventually("\(bytes.count) bytes arrive") { received.count >= bytes.count }
        guard received == bytes else { throw TestFailure("other bytes arrived") }
    }

    func ends() async throws { try await Patience.eventually("the other end ends") { hasEnded || isClosed } }

    func closes() async throws { try await Patience.eventually("the connection is closed") { isClosed } }

    func handlerAdded(context: ChannelHandlerContext) { state.withLock { $0.channel = context.channel } }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        state.withLock { $0.received.append(contentsOf: bytes.readableBytesView) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { state.withLock { $0.hasEnded = true } }
    }

    func channelInactive(context: ChannelHandlerContext) { state.withLock { $0.isClosed = true } }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if (error as? IOError)?.errnoCode == ECONNRESET { state.withLock { $0.wasReset = true } }
        context.close(promise: nil)
    }
}

/// Takes a broker's place, so that a test sees every byte.
final class RawServer: Sendable {
    private let accepted = Mutex<[RawPeer]>([])

    var peers: [RawPeer] { accepted.withLock { $0 } }

    /// The body gets the server and its port; without `reads`, what comes is left to the kernel until the channel is told
    /// to read.
    static func with<Result>(
        reads: Bool = true,
        _ body: (RawServer, Int) async throws -> Result
    ) async throws -> Result {
        let server = RawServer()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_rcvbuf), value: 65_536)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.autoRead, value: reads)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let peer = RawPeer()
                    try channel.pipeline.syncOperations.addHandler(peer)
                    server.accepted.withLock { $0.append(peer) }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let port = channel.localAddress?.port else { throw TestFailure("no port") }
        do {
            let result = try await body(server, port)
            try await channel.close()
            return result
        } catch {
            try await channel.close()
            throw error
        }
    }

    func peer(_ index: Int = 0) async throws -> RawPeer {
        try await Patience.eventually("a connection arrives") { peers.count > index }
        return peers[index]
    }
}
