import HESMQTT
import HESSimulation
import MQTTClient
import MQTTTestSupport
import NIOCore
import ServiceLifecycle
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ListenerFaultTests {
    @Test("cut resets the chosen client and leaves the others alone")
    func cut() async throws {
        try await withBroker { _, relay in
            try await RecordingClient.with(relay.configuration("publisher")) { publisher in
                try await publisher.client.waitUntilConnected(within: .seconds(20))
                let subscriber = try await rawSession("subscriber", relay)

                #expect(relay.listener.cut { $0.clientID == "subscriber" } == 1)

                try await subscriber.closes()
                #expect(subscriber.wasReset)
                try await relay.told(.disconnected(.cut), by: "subscriber")
                try await publisher.client.publish(MQTTMessage("/a", "x"))
                #expect(relay.kinds(of: "publisher") == [.connected(returnCode: 0)])
                #expect(relay.listener.connections.map(\.clientID) == ["publisher"])
            }
        }
    }

    @Test("down cuts everyone and refuses TCP, up brings the same port back")
    func downAndUp() async throws {
        try await withBroker { broker, relay in
            try await RecordingClient.with(relay.configuration("subscriber")) { client in
                _ = try await client.client.subscribe("/a")
                let port = relay.listener.port

                relay.listener.down()
                try await relay.listener.waitUntilApplied()

                try await relay.told(.disconnected(.cut), by: "subscriber")
                await #expect(throws: (any Error).self) { try await RawPeer.connect(to: port) }
                #expect(relay.listener.connections.isEmpty)

                relay.listener.up()
                try await relay.listener.waitUntilApplied()

                #expect(relay.listener.port == port)
                try await publish("/a", to: broker)
                _ = try await relay.events.first { $0.connection > 1 && $0.kind == .connected(returnCode: 0) ? 1 : nil }
            }
        }
    }

    @Test("stall holds bytes of both directions, resume delivers all of them in order")
    func stallAndResume() async throws {
        let texts = (0..<200).map(String.init)
        try await withBroker { broker, relay in
            try await RecordingClient.with(relay.configuration("subscriber")) { client in
                _ = try await client.client.subscribe("/a")
                try await relay.told(.connected(returnCode: 0), by: "subscriber")

                #expect(relay.listener.stall { $0.clientID == "subscriber" } == 1)
                try await publish("/a", texts, to: broker)
                let message = MQTTMessage("/b", "y")
                let id = try client.client.send(message)
                // What was on its way when the event loop heard of it may still come.
                #expect(client.receivedPayloads.count < texts.count)
                #expect(relay.listener.connections.map(\.isStalled) == [true])
                relay.listener.resume()

                try await client.receivedAll(Set(texts))
                try await client.acknowledgedAll([id])
                #expect(client.receivedPayloads == texts)
            }
        }
    }

    @Test("bytes of a stalled connection flow on unchanged after resume")
    func stalledBytes() async throws {
        let bytes = someBytes(32 << 20)
        try await withRelay { relay, client, broker in
            relay.listener.stall()
            try client.offer(bytes)
            try broker.offer(bytes)
            try await client.comesToAHalt()
            try await broker.comesToAHalt()
            #expect(broker.received.count < 1 << 20)
            #expect(client.received.count < 1 << 20)

            relay.listener.resume()

            try await broker.receives(bytes)
            try await client.receives(bytes)
        }
    }

    @Test("a new connection is stalled where that was asked for, and reaches the broker after resume")
    func stallsNew() async throws {
        try await RawServer.with { server, port in
            try await WatchedListener.with(broker: port) { relay in
                #expect(relay.listener.stall(stallsNew: true) == 0)
                let client = try await RawPeer.connect(to: relay.listener.port)
                try await client.send(Packets.connect("c"))
                try await Patience.eventually("it is known") { relay.listener.connections.map(\.isStalled) == [true] }
                #expect(server.peers.isEmpty)

                relay.listener.resume()

                try await server.peer().receives(Packets.connect("c"))
                #expect(!client.isClosed)
            }
        }
    }

    @Test("who gives up during a stall is told as gone after resume, and heard to the end")
    func givesUpWhileStalled() async throws {
        try await withRelay { relay, client, broker in
            try await client.send(Packets.connect("c"))
            try await broker.receives(Packets.connect("c"))
            relay.listener.stall()
            try await client.send(Packets.acknowledgement(3))
            try await client.channel.close()

            relay.listener.resume()

            try await broker.ends()
            #expect(broker.received == Packets.connect("c") + Packets.acknowledgement(3))
            try await relay.told(.disconnected(.lost), by: "c")
            #expect(relay.kinds(of: "c") == [.acknowledged(packetID: 3), .disconnected(.lost)])
        }
    }

    @Test(
        "refuse answers in the client's protocol, closes, and lets sessions live",
        arguments: [(4, 5, [0x20, 2, 0, 5]), (5, 0x97, [0x20, 3, 0, 0x97, 0]), (5, 5, [0x20, 3, 0, 0x87, 0])]
            as [(UInt8, UInt8, [UInt8])]
    )
    func refuse(level: UInt8, code: UInt8, answer: [UInt8]) async throws {
        try await withBroker { _, relay in
            try await RecordingClient.with(relay.configuration("old")) { old in
                try await old.client.waitUntilConnected(within: .seconds(20))
                relay.listener.refuse(code: code)

                let client = try await RawPeer.connect(to: relay.listener.port)
                try await client.sendInPieces(Packets.connect("new", level: level), of: 1...4)

                try await client.ends()
                #expect(client.received == answer)
                try await relay.told(.disconnected(.refused), by: "new")
                #expect(relay.kinds(of: "new").first == .connected(returnCode: Int(answer[3])))
                try await old.client.publish(MQTTMessage("/a", "x"))

                relay.listener.accept()
                _ = try await rawSession("newer", relay)
            }
        }
    }

    @Test("a refused client that does not speak MQTT is closed without an answer")
    func refuseNoise() async throws {
        try await withBroker { _, relay in
            relay.listener.refuse(code: 3)
            let client = try await RawPeer.connect(to: relay.listener.port)
            try await client.send(Array("GET / HTTP/1.1\r\n\r\n".utf8) + someBytes(1000))

            try await client.ends()
            #expect(client.received.isEmpty)
        }
    }

    @Test("a port that is taken is told with its number")
    func takenPort() async throws {
        try await withBroker { broker, relay in
            let port = relay.listener.port
            let address = BrokerAddress(host: "127.0.0.1", port: broker.port)

            await #expect(throws: MQTTListenerError.portTaken(port)) {
                try await MQTTListener.start(port: port, brokers: [address], logger: .silent) { _ in }
            }
            #expect("\(MQTTListenerError.portTaken(port))".contains("\(port)"))
        }
    }

    @Test("graceful shutdown of its service closes the port and every connection")
    func gracefulShutdown() async throws {
        try await withRelay { relay, client, broker in
            let services = [ServiceGroupConfiguration.ServiceConfiguration(service: relay.listener)]
            let group = ServiceGroup(configuration: .init(services: services, logger: .silent))

            try await withThrowingTaskGroup { tasks in
                tasks.addTask { try await group.run() }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }

            try await client.closes()
            try await broker.ends()
            await #expect(throws: (any Error).self) { try await RawPeer.connect(to: relay.listener.port) }
        }
    }

    /// A client without a library, connected and let in.
    private func rawSession(_ clientID: String, _ relay: WatchedListener) async throws -> RawPeer {
        let client = try await RawPeer.connect(to: relay.listener.port)
        try await client.send(Packets.connect(clientID))
        try await relay.told(.connected(returnCode: 0), by: clientID)
        return client
    }
}
