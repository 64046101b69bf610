import HESMQTT
import HESProxy
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// A server that keeps what comes, and answers a part that it knows.
final class ScriptedServer: Sendable {
    private let channel: any Channel
    private let heard: Bytes

    var port: Int { channel.localAddress?.port ?? 0 }

    /// Sends `answer` once `count` bytes have come, and closes the connection with the answer if it `closes`.
    init(after count: Int, answer: [UInt8], closes: Bool = false) async throws {
        let heard = Bytes()
        self.heard = heard
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answering(heard, count, answer, closes))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    var bytes: [UInt8] { heard.all }

    func stop() async throws { try await channel.close() }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let heard: Bytes
        private var rest: Int
        private let answer: [UInt8]
        private let closes: Bool

        init(_ heard: Bytes, _ count: Int, _ answer: [UInt8], _ closes: Bool) {
            (self.heard, rest, self.answer, self.closes) = (heard, count, answer, closes)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            heard.append(Array(bytes.readableBytesView))
            let isDue = rest > 0 && rest <= bytes.readableBytes
            rest -= bytes.readableBytes
            guard isDue else { return }
            let written = context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer)))
            let channel = context.channel
            if closes { written.whenComplete { _ in channel.close(promise: nil) } }
        }
    }
}

/// Bytes that came, for threads that wait for them.
final class Bytes: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    func append(_ more: [UInt8]) { bytes.withLock { $0 += more } }
    var all: [UInt8] { bytes.withLock { $0 } }
}

/// A client that sends bytes in pieces and reads until the connection ends, or so many bytes are there.
enum RawClient {
    ///
    /// `last` is sent when so many bytes are there.
    static func exchange(
        _ pieces: [[UInt8]],
        port: Int,
        reading count: Int,
        then last: [UInt8] = []
    ) async throws -> [UInt8] {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            for piece in pieces { try await outbound.write(ByteBuffer(bytes: piece)) }
            var got: [UInt8] = []
            for try await bytes in inbound {
                got += bytes.readableBytesView
                if got.count >= count { break }
            }
            if !last.isEmpty { try await outbound.write(ByteBuffer(bytes: last)) }
            return got
        }
    }
}

/// Keeps what a proxy tells, in its order.
final class Heard: TrafficObserver {
    private struct State {
        var lines: [String] = []
        var requests = 0
        var messages: [PassingMessage] = []
        var failures: [String] = []
    }

    private let state = Mutex(State())

    /// In words; `lines` has the word `failed` for each.
    var failures: [String] { state.withLock { $0.failures } }

    var lines: [String] { state.withLock { $0.lines } }
    var messages: [PassingMessage] { state.withLock { $0.messages } }

    func requestPassed(_ request: PassedRequest) -> Int {
        state.withLock { state in
            state.requests += 1
            state.lines.append("\(state.requests) > \(request.method) \(request.uri) \(request.body.size)")
            return state.requests
        }
    }

    func replyPassed(_ reply: PassedReply, to exchange: Int) {
        let body = String(decoding: reply.body.bytes.prefix(20), as: UTF8.self)
        state.withLock { $0.lines.append("\(exchange) < \(reply.status) \(body)\(reply.isCut ? " cut" : "")") }
    }

    func clientActed(_ kind: MQTTClientEvent.Kind, client: String) {
        state.withLock { $0.lines.append("\(client) \(kind)") }
    }

    func messagePassed(_ message: PassingMessage) {
        state.withLock { state in
            state.messages.append(message)
            state.lines.append("\(message.topic) \(message.size)")
        }
    }

    func failed(_ what: String) {
        state.withLock { state in
            state.lines.append("failed")
            state.failures.append(what)
        }
    }
}

extension RecordingProxy {
    /// Runs a proxy in front of a port, for HTTP and MQTT alike.
    static func over(
        _ port: Int,
        _ observer: any TrafficObserver,
        _ body: (ProxyAddresses) async throws -> Void
    ) async throws {
        let target = ProxyPlan.Target(host: "127.0.0.1", port: port, tls: nil)
        let plan = ProxyPlan(host: "127.0.0.1", httpPort: 0, mqttPort: 0, hes: target, broker: target)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        try await RecordingProxy(plan, observer: observer, logger: logger).run(body)
    }
}
