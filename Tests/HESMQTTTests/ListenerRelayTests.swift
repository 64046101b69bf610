import HESMQTT
import HESSimulation
import MQTTTestSupport
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ListenerRelayTests {
    @Test("bytes pass unchanged in both directions, however they are cut", arguments: [1...1, 1...3, 1...5000])
    func bytesPass(sizes: ClosedRange<Int>) async throws {
        let fromClient = Packets.connect("c") + Packets.subscribe(1, [("/a", 1)]) + someBytes(2000 * sizes.upperBound)
        let fromBroker = Packets.connectAcknowledgement + someBytes(1500 * sizes.upperBound)
        try await withRelay { _, client, broker in
            async let sent: Void = client.sendInPieces(fromClient, of: sizes)
            try await broker.sendInPieces(fromBroker, of: sizes)
            try await sent

            try await broker.receives(fromClient)
            try await client.receives(fromBroker)
        }
    }

    @Test("a client that sends and closes at once is heard to the end")
    func sendAndClose() async throws {
        let bytes = Packets.connect("c") + Packets.publish(1, topic: "/a", payload: someBytes(3_000_000))
        try await withRelay { relay, client, broker in
            try await client.send(bytes)
            try await client.channel.close()

            try await broker.receives(bytes)
            try await broker.ends()
            try await relay.told(.disconnected(.lost), by: "c")
        }
    }

    @Test("half a close is half a close: what the other end still says arrives")
    func halfClose() async throws {
        try await withRelay { relay, client, broker in
            try await client.send(Packets.connect("c"))
            try await client.channel.close(mode: .output)
            try await broker.ends()

            #expect(!client.isClosed)

            try await broker.send(someBytes(5_000_000))
            try await broker.channel.close()

            try await client.receives(someBytes(5_000_000))
            try await client.closes()
            #expect(relay.kinds(of: "c") == [.disconnected(.lost)])
        }
    }

    @Test("a broker that closes is told, and the client's connection closes after its last words")
    func brokerCloses() async throws {
        try await withRelay { relay, client, broker in
            try await client.send(Packets.connect("c"))
            try await broker.receives(Packets.connect("c"))
            try await broker.send([0x20, 2, 0, 5])
            try await broker.channel.close()

            try await client.ends()
            #expect(client.received == [0x20, 2, 0, 5])
            try await relay.told(.disconnected(.byBroker), by: "c")
            #expect(relay.kinds(of: "c") == [.connected(returnCode: 5), .disconnected(.byBroker)])
            #expect(relay.listener.connections.isEmpty)
        }
    }

    @Test("while one end does not read, the other one is not read either, and nothing is lost")
    func backPressure() async throws {
        let total = 64 << 20
        try await RawServer.with(reads: false) { server, port in
            try await WatchedListener.with(broker: port) { relay in
                let client = try await RawPeer.connect(to: relay.listener.port)
                try client.offer([UInt8](repeating: 0x30, count: total))

                try await client.comesToAHalt()
                let sent = client.sentBytes
                let broker = try await server.peer()
                try await broker.channel.setOption(.autoRead, value: true).get()

                #expect(sent < total / 2)
                try await Patience.eventually("all arrives") { broker.received.count == total }
            }
        }
    }

    @Test("what is not MQTT passes, too")
    func notMQTT() async throws {
        let request = Array("GET / HTTP/1.1\r\n\r\n".utf8) + someBytes(100_000)
        try await withRelay { relay, client, broker in
            try await client.send(request)
            try await broker.receives(request)
            try await client.channel.close()

            try await relay.told(.disconnected(.lost), by: "")
        }
    }

    @Test("a broker that cannot be reached ends the client's connection")
    func unreachable() async throws {
        let port = try #require(findFreePort())
        try await WatchedListener.with(broker: port) { relay in
            let client = try await RawPeer.connect(to: relay.listener.port)

            try await client.ends()
            try await relay.told(.disconnected(.byBroker), by: "")
        }
    }

    @Test("connections beyond the limit are reset, those within it live on")
    func limit() async throws {
        try await RawServer.with { server, port in
            let broker = BrokerAddress(host: "127.0.0.1", port: port)
            let listener = try await MQTTListener.start(
                port: 0,
                brokers: [broker],
                connectionLimit: 1,
                logger: .silent
            ) { _ in }
            let first = try await RawPeer.connect(to: listener.port)
            try await first.send(Packets.connect("c"))
            try await server.peer().receives(Packets.connect("c"))

            // The reset may come before it knows that it is connected.
            let second = try? await RawPeer.connect(to: listener.port)

            try await second?.closes()
            #expect(listener.connections.map(\.connection) == [1])
            #expect(!first.isClosed)
            await listener.stop()
            try await first.closes()
        }
    }
}

func withRelay(
    _ body: (_ relay: WatchedListener, _ client: RawPeer, _ broker: RawPeer) async throws -> Void
) async throws {
    try await RawServer.with { server, port in
        try await WatchedListener.with(broker: port) { relay in
            let client = try await RawPeer.connect(to: relay.listener.port)
            try await body(relay, client, server.peer())
        }
    }
}

/// Unlike their neighbours, and the same at each call.
func someBytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) } }
