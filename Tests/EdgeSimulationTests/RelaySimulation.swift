import Logging
import NIOCore
import NIOEmbedded
import SimulationTestSupport

@testable import HESMQTT

/// One client's connection through the MQTT listener, in one thread: bytes of both peers come in pieces of any size, peers
/// stop and start reading, and the listener is told to stall and to go on.
struct RelaySimulation {
    enum Step: CaseIterable {
        case clientSends, brokerSends, clientReads, brokerReads
        case blockClient, blockBroker, stall, resume, connect

        var weight: Int {
            switch self {
            case .clientSends, .brokerSends, .clientReads, .brokerReads: 20
            case .blockClient, .blockBroker, .connect: 4
            case .resume: 3
            case .stall: 2
            }
        }
    }

    let seed: UInt64
    private(set) var stepCount = 0
    private var choices: Choices
    private let loop = EmbeddedEventLoop()
    private let client: RelayPeer
    private let broker: RelayPeer
    private let connector: SimulatedConnector
    private let connection: RelayConnection
    private let deck = Step.allCases.flatMap { Array(repeating: $0, count: $0.weight) }

    init(seed: UInt64) throws {
        self.seed = seed
        choices = Choices(seed: seed)
        client = try RelayPeer(loop)
        broker = try RelayPeer(loop)
        connector = SimulatedConnector(broker)
        let registry = ConnectionRegistry(limit: 10) { _ in }
        let end = loop.makePromise(of: Void.self)
        connection = RelayConnection(
            registry: registry,
            socket: connector,
            access: OpenAccess(),
            eventLoop: loop,
            logger: Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() },
            end: end
        )
        let side = RelaySide(role: .client, connection: connection)
        try client.channel.pipeline.syncOperations.addHandler(side)
        guard let admission = registry.admit(RelayHandle(connection, on: loop, end: end.futureResult)) else {
            throw RelayViolation(seed: seed, step: 0, text: "the connection is not admitted")
        }
        connection.begin(admission, client: side)
        client.channel.pipeline.read()
    }

    /// Takes a step and checks that both directions are what was sent.
    mutating func step() throws {
        stepCount += 1
        take(choices.element(of: deck))
        loop.run()
        try check()
    }

    private mutating func take(_ step: Step) {
        switch step {
        case .clientSends: client.send(packet())
        case .brokerSends: broker.send(packet())
        case .clientReads: client.hand(over: 1 + choices.index(below: 3000))
        case .brokerReads: broker.hand(over: 1 + choices.index(below: 3000))
        case .blockClient: client.setWritable(choices.once(in: 2))
        case .blockBroker: broker.setWritable(choices.once(in: 2))
        case .stall: connection.stall()
        case .resume: connection.resume()
        case .connect: connector.connect()
        }
    }

    /// Frames of a session, as the watcher reads them; the first of the client is CONNECT.
    private mutating func packet() -> [UInt8] {
        let topic = Array("/T1/P".utf8)
        let payload = [UInt8](repeating: 0x5A, count: choices.element(of: [0, 1, 100, 5000]))
        let body = [0, UInt8(topic.count)] + topic + payload
        var head: [UInt8] = [0x30]
        var length = body.count
        repeat {
            head.append(UInt8(length % 128) | (length >= 128 ? 0x80 : 0))
            length /= 128
        } while length > 0
        return head + body
    }

    /// Ends every stall and lets everything arrive.
    mutating func heal() throws {
        connector.connect()
        connection.resume()
        for peer in [client, broker] { peer.setWritable(true) }
        for _ in 0..<10_000 where client.hasUnsent || broker.hasUnsent {
            for peer in [client, broker] { peer.hand(over: 3000) }
            loop.run()
            try check()
        }
        guard client.underWayCount + broker.underWayCount == 0 else { throw violation("bytes are missing at the end") }
    }

    private func check() throws {
        for (from, to) in [(client, broker), (broker, client)] {
            let news = to.takeReceived()
            guard from.isNext(news) else { throw violation("what arrives is not what was sent") }
            guard from.underWayCount <= Self.heldLimit else { throw violation("too much is held") }
        }
    }

    /// Two reads of a peer, at most 3000 bytes each here.
    private static let heldLimit = 6000

    private func violation(_ text: String) -> RelayViolation { RelayViolation(seed: seed, step: stepCount, text: text) }
}

struct RelayViolation: Error, CustomStringConvertible {
    let seed: UInt64
    let step: Int
    let text: String

    var description: String { "\(text) (relay, seed \(seed), step \(step)); replay: HES_SEED=\(seed) make soak" }
}

/// A peer of the relay: what it has queued, what the relay has read of it, what it has received.
final class RelayPeer {
    let channel: EmbeddedChannel
    private let reads = ReadRequests()
    private var unsent: [UInt8] = []
    /// Read by the relay and not yet written by it to the other peer.
    private var underWay: [UInt8] = []

    init(_ loop: EmbeddedEventLoop) throws {
        channel = EmbeddedChannel(loop: loop)
        try channel.pipeline.syncOperations.addHandler(reads)
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    }

    var hasUnsent: Bool { !unsent.isEmpty }

    var underWayCount: Int { underWay.count }

    /// What the relay has written since the last call.
    func takeReceived() -> [UInt8] {
        var bytes: [UInt8] = []
        while let buffer = try? channel.readOutbound(as: ByteBuffer.self) { bytes += buffer.readableBytesView }
        return bytes
    }

    /// Whether the other peer may receive these bytes next.
    func isNext(_ bytes: [UInt8]) -> Bool {
        guard underWay.starts(with: bytes) else { return false }
        underWay.removeFirst(bytes.count)
        return true
    }

    func send(_ bytes: [UInt8]) { unsent += bytes }

    /// Hands at most `count` bytes to the relay, if it reads.
    func hand(over count: Int) {
        let piece = unsent.prefix(count)
        guard !piece.isEmpty, reads.take() else { return }
        unsent.removeFirst(piece.count)
        underWay += piece
        channel.pipeline.fireChannelRead(ByteBuffer(bytes: piece))
        channel.pipeline.fireChannelReadComplete()
        channel.pipeline.read()
    }

    func setWritable(_ isWritable: Bool) {
        channel.isWritable = isWritable
        channel.pipeline.fireChannelWritabilityChanged()
    }
}

/// Remembers that a read was asked for, as a socket does.
private final class ReadRequests: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    private var isAsked = false

    func read(context: ChannelHandlerContext) { isAsked = true }

    func take() -> Bool {
        defer { isAsked = false }
        return isAsked
    }
}

/// Connects when the run says so.
private final class SimulatedConnector: BrokerConnector, @unchecked Sendable {
    private let broker: RelayPeer
    private var waiting: (side: RelaySide, promise: EventLoopPromise<Void>)?

    init(_ broker: RelayPeer) {
        self.broker = broker
    }

    func connect(_ side: RelaySide, on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        let promise = eventLoop.makePromise(of: Void.self)
        waiting = (side, promise)
        return promise.futureResult
    }

    func connect() {
        guard let (side, promise) = waiting else { return }
        waiting = nil
        promise.completeWith(Result { try broker.channel.pipeline.syncOperations.addHandler(side) })
        broker.channel.pipeline.read()
    }
}
