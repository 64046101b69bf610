import Foundation
import HESMQTT
import HESSimulation
import MQTTClient
import MQTTTestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ListenerEventTests {
    @Test("connect, subscribe, acknowledge and disconnect are told in order, with client and filter")
    func lifeOfASubscriber() async throws {
        try await withBroker { broker, relay in
            try await RecordingClient.with(relay.configuration("subscriber")) { client in
                _ = try await client.client.subscribe("/1000000067/#")
                try await relay.told(subscribed, by: "subscriber")
                #expect(relay.listener.connections.map(\.clientID) == ["subscriber"])
                #expect(relay.listener.connections.map(\.filters) == [[filter]])
                try await publish("/1000000067/a", to: broker)
                try await relay.told(.acknowledged(packetID: 1), by: "subscriber")
            }

            try await relay.told(.disconnected(.byClient), by: "subscriber")
            #expect(
                relay.kinds(of: "subscriber") == [
                    .connected(returnCode: 0), subscribed, .acknowledged(packetID: 1), .disconnected(.byClient),
                ]
            )
            #expect(relay.listener.connections.isEmpty)
        }
    }

    @Test("a client that unsubscribed has none of these filters, and one that subscribes again has them once")
    func unsubscribing() async throws {
        try await withBroker { _, relay in
            let client = try await RawPeer.connect(to: relay.listener.port)
            try await client.send(Packets.connect("c") + Packets.subscribe(1, [("/A/#", 1), ("/B/#", 0)]))
            try await relay.told(.subscribed([granted("/A/#", 1), granted("/B/#", 0)]), by: "c")
            try await client.send(Packets.unsubscribe(2, ["/A/#", "/never"]) + Packets.subscribe(3, [("/B/#", 2)]))
            try await relay.told(.unsubscribed(filters: ["/A/#", "/never"]), by: "c")
            try await relay.told(.subscribed([granted("/B/#", 2)]), by: "c")

            #expect(relay.listener.connections.map(\.filters) == [[granted("/B/#", 2)]])
        }
    }

    @Test("a client whose session the broker kept is subscribed again, without asking, and a clean one is not")
    func keptSession() async throws {
        try await withBroker { _, relay in
            let first = try await RawPeer.connect(to: relay.listener.port)
            try await first.send(Packets.connect("c", isClean: false) + Packets.subscribe(1, [("/A/#", 1)]))
            try await relay.told(.subscribed([granted("/A/#", 1)]), by: "c")
            try await first.send(Packets.disconnect)
            try await relay.told(.disconnected(.byClient), by: "c")

            let second = try await RawPeer.connect(to: relay.listener.port)
            try await second.send(Packets.connect("c", isClean: false))
            try await relay.told(.resumed([granted("/A/#", 1)]), by: "c")
            #expect(relay.listener.connections.map(\.filters) == [[granted("/A/#", 1)]])
            try await second.send(Packets.disconnect)

            let third = try await RawPeer.connect(to: relay.listener.port)
            try await third.send(Packets.connect("c") + Packets.subscribe(2, [("/B/#", 0)]))
            try await relay.told(.subscribed([granted("/B/#", 0)]), by: "c")
            #expect(relay.listener.connections.last?.filters == [granted("/B/#", 0)])
        }
    }

    private func granted(_ filter: String, _ qos: Int) -> MQTTSubscription {
        MQTTSubscription(filter: filter, requestedQoS: qos, granted: qos)
    }

    private var filter: MQTTSubscription { MQTTSubscription(filter: "/1000000067/#", requestedQoS: 1, granted: 1) }
    private var subscribed: MQTTClientEvent.Kind { .subscribed([filter]) }

    @Test("a publish of 20 MiB passes")
    func hugePublish() async throws {
        try await withBroker { _, relay in
            let payload = someBytes(20 << 20)
            try await RecordingClient.with(relay.configuration("subscriber")) { subscriber in
                _ = try await subscriber.client.subscribe("/big")
                try await RecordingClient.with(relay.configuration("publisher")) { publisher in
                    try await publisher.client.publish(MQTTMessage(topic: "/big", payload: payload, qos: .atLeastOnce))
                }

                #expect(try await subscriber.received("/big").payload == payload)
            }
        }
    }

    @Test("a client that is not let in is told with the broker's code and its user name")
    func refusedByBroker() async throws {
        try await TestBroker.with(settings: ["allow_anonymous false"]) { broker in
            try await broker.start()
            try await WatchedListener.with(broker: broker.port) { relay in
                var configuration = relay.configuration("stranger")
                (configuration.username, configuration.password) = ("nobody", "x")
                try await RecordingClient.with(configuration) { _ in
                    try await relay.told(.connected(returnCode: 5), by: "stranger")
                    #expect(relay.events.all.first?.username == "nobody")
                }
            }
        }
    }

    @Test("a broker that dies and returns on its port is met again through the listener")
    func brokerReturns() async throws {
        try await withBroker { broker, relay in
            try await RecordingClient.with(relay.configuration("subscriber")) { client in
                try await client.client.waitUntilConnected(within: .seconds(20))
                broker.end(SIGKILL)
                try await relay.told(.disconnected(.byBroker), by: "subscriber")

                try await broker.start()

                _ = try await relay.events.first { $0.kind == .connected(returnCode: 0) && $0.connection > 1 ? 1 : nil }
            }
        }
    }

    @Test("a broker behind TLS is reached, and one that nobody vouches for is not")
    func tls() async throws {
        let settings = ["allow_anonymous true", "certfile {}/cert.pem", "keyfile {}/key.pem"]
        try await TestBroker.with(settings: settings) { broker in
            let certificate = broker.directory.appending(path: "cert.pem").path
            let key = broker.directory.appending(path: "key.pem").path
            try ChildProcess.runToEnd("openssl", openssl(certificate, key: key))
            try await broker.start()
            let address = BrokerAddress(host: "127.0.0.1", port: broker.port, usesTLS: true)

            try await WatchedListener.with(broker: address, certificateAuthorityFile: certificate) { relay in
                try await RecordingClient.with(relay.configuration("publisher")) { client in
                    try await client.client.publish(MQTTMessage("/a", "x"))
                }
                try await relay.told(.disconnected(.byClient), by: "publisher")
            }
            try await WatchedListener.with(broker: address) { relay in
                let client = try await RawPeer.connect(to: relay.listener.port)
                try await client.ends()
            }
        }
    }

    private func openssl(_ certificate: String, key: String) -> [String] {
        [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=broker", "-addext", "subjectAltName=IP:127.0.0.1", "-out", certificate, "-keyout", key,
        ]
    }
}

/// A running mosquitto and a listener in front of it.
func withBroker(_ body: (TestBroker, WatchedListener) async throws -> Void) async throws {
    try await TestBroker.running { broker in
        try await WatchedListener.with(broker: broker.port) { relay in
            try await body(broker, relay)
        }
    }
}

/// From elsewhere, past the listener.
func publish(_ topic: String, _ texts: [String] = ["x"], to broker: TestBroker) async throws {
    try await RecordingClient.with(broker.configuration("elsewhere")) { client in
        for text in texts { try await client.client.publish(MQTTMessage(topic, text)) }
    }
}
