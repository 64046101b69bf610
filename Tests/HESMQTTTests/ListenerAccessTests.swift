import HESMQTT
import HESSimulation
import MQTTClient
import MQTTTestSupport
import Synchronization
import Testing

/// Tenants A and B have a user of the same name with passwords of their own; C asks nobody.
@Suite("MQTT access: sessions on a real broker", .timeLimit(.minutes(1)))
struct ListenerAccessTests {
    private let tenants = [login("A", "a"), login("B", "b")]

    @Test("the right password lets in, and the session is known as the tenant's")
    func letIn() async throws {
        try await withAccess(to: tenants) { broker, relay in
            try await RecordingClient.with(configuration(relay, "a")) { client in
                _ = try await client.client.subscribe("/A/#")
                try await publish("/B/1", to: broker)
                try await publish("/A/1", to: broker)
                #expect(try await client.received("/A/1").topic == "/A/1")

                #expect(client.receivedPayloads.count == 1)
                #expect(relay.listener.connections.map(\.tenantCodes) == [["A"]])
                #expect(relay.events.all.allSatisfy { $0.tenantCodes == ["A"] })
                #expect(relay.events.all.first?.isAbout(tenantCode: "A") == true)
                #expect(relay.events.all.first?.isAbout(tenantCode: "B") == false)
            }
        }
    }

    @Test(
        "a wrong password, none and no name are answered in the client's protocol, then the connection is closed",
        arguments: [
            (4, "a", "b ", [0x20, 2, 0, 4]), (4, "a", nil, [0x20, 2, 0, 4]), (4, nil, nil, [0x20, 2, 0, 5]),
            (5, "a", "x", [0x20, 3, 0, 0x86, 0]), (5, nil, nil, [0x20, 3, 0, 0x87, 0]),
        ] as [(UInt8, String?, String?, [UInt8])]
    )
    func refused(level: UInt8, username: String?, password: String?, answer: [UInt8]) async throws {
        try await withAccess(to: tenants) { _, relay in
            let client = try await RawPeer.connect(to: relay.listener.port)
            try await client.sendInPieces(
                Packets.connect("c", level: level, username: username, password: password),
                of: 1...5
            )

            try await client.ends()
            #expect(client.received == answer)
            try await relay.told(.disconnected(.refused), by: "c")
            #expect(relay.kinds(of: "c") == [.connected(returnCode: Int(answer[3])), .disconnected(.refused)])
            #expect(relay.listener.connections.isEmpty)
        }
    }

    @Test("a denied SUBSCRIBE is answered, told with its refusal, and the session lives on")
    func deniedSubscribe() async throws {
        try await withAccess(to: tenants) { broker, relay in
            let client = try await session(relay, "a")
            try await client.send(Packets.subscribe(1, [("#", 1), ("/B/#", 0)]))
            let denied = Packets.connectAcknowledgement + Packets.subscribeAcknowledgement(1, [0x80, 0x80])
            try await client.receives(denied)
            let told = [subscription("#", 1, 0x80), subscription("/B/#", 0, 0x80)]
            try await relay.told(.subscribed(told), by: "c")

            try await client.send(Packets.subscribe(2, [("/+/x", 1), ("/A/#", 1)]))
            try await client.receives(denied + Packets.subscribeAcknowledgement(2, [0x80, 1]))
            try await relay.told(.subscribed([subscription("/+/x", 1, 0x80), subscription("/A/#", 1, 1)]), by: "c")
            #expect(relay.listener.connections.map(\.filters) == [[subscription("/A/#", 1, 1)]])
            try await publish("/B/x", to: broker)
            try await publish("/A/1", to: broker)

            let message = Packets.publish(1, topic: "/A/1", payload: Array("x".utf8))
            try await client.receives(denied + Packets.subscribeAcknowledgement(2, [0x80, 1]) + message)
        }
    }

    @Test("a SUBSCRIBE sent before CONNACK is answered after it")
    func eager() async throws {
        try await withAccess(to: tenants) { _, relay in
            let client = try await RawPeer.connect(to: relay.listener.port)
            try await client.send(
                Packets.connect("c", username: "user", password: "a") + Packets.subscribe(1, [("#", 0)])
            )

            try await client.receives(Packets.connectAcknowledgement + Packets.subscribeAcknowledgement(1, [0x80]))
        }
    }

    @Test("a PUBLISH to another tenant closes the connection and is heard by nobody; one to its own arrives")
    func publishing() async throws {
        try await withAccess(to: tenants) { broker, relay in
            try await RecordingClient.with(broker.configuration("witness")) { witness in
                _ = try await witness.client.subscribe("#")
                let client = try await session(relay, "a")
                let own = Packets.publish(1, topic: "/A/own", payload: Array("own".utf8))
                try await client.send(own + Packets.publish(2, topic: "/B/x", payload: Array("foreign".utf8)))

                try await client.ends()
                try await relay.told(.disconnected(.refused), by: "c")
                try await publish("/last", ["last"], to: broker)
                try await witness.receivedAll(["last"])
                #expect(witness.receivedPayloads == ["own", "last"])
            }
        }
    }

    @Test("a will outside the tenant's topics is refused")
    func will() async throws {
        try await withAccess(to: tenants) { _, relay in
            let client = try await RawPeer.connect(to: relay.listener.port)
            let will = Packets.connect("c", username: "user", password: "a", will: true, willTopic: "/B/w")
            try await client.send(will)

            try await client.ends()
            #expect(client.received == [0x20, 2, 0, 5])
        }
    }

    @Test("a session that the broker kept under a client id tells another tenant nothing")
    func keptSession() async throws {
        try await withAccess(to: tenants) { broker, relay in
            try await RecordingClient.with(persistent(configuration(relay, "b"))) { client in
                _ = try await client.client.subscribe("/B/#")
            }
            try await publish("/B/1", to: broker)
            try await RecordingClient.with(persistent(configuration(relay, "a"))) { client in
                _ = try await client.client.subscribe("/A/#")
                try await publish("/B/2", to: broker)
                try await publish("/A/1", to: broker)
                _ = try await client.received("/A/1")
                #expect(client.receivedPayloads == ["x"])
            }
        }
    }

    @Test("beside a world that asks for logins, an anonymous client has the anonymous worlds' topics")
    func mixed() async throws {
        try await withAccess(to: [login("A", "a"), login("C", "c", .anonymous)]) { _, relay in
            let client = try await session(relay, nil)
            try await client.send(Packets.subscribe(1, [("/C/#", 1), ("/A/#", 1), ("#", 1)]))

            let answer = Packets.subscribeAcknowledgement(1, [1, 0x80, 0x80])
            try await client.receives(Packets.connectAcknowledgement + answer)
            #expect(relay.listener.connections.map(\.tenantCodes) == [["C"]])
        }
    }

    @Test("where several tenants have the pair, the session has all of their topics; each CONNECT asks anew")
    func union() async throws {
        let worlds = Mutex([login("A", "same")])
        try await withAccess(TenantAccess(revision: { worlds.withLock(\.count) }, logins: { worlds.withLock(\.self) }))
        { _, relay in
            let before = try await session(relay, "same")
            try await before.send(Packets.subscribe(1, [("/A/#", 0), ("/B/#", 0)]))
            let no = Packets.connectAcknowledgement + Packets.subscribeAcknowledgement(1, [0, 0x80])
            try await before.receives(no)
            worlds.withLock { $0.append(login("B", "same")) }

            let after = try await session(relay, "same", clientID: "d")
            try await after.send(Packets.subscribe(1, [("/A/#", 0), ("/B/#", 0)]))
            try await after.receives(Packets.connectAcknowledgement + Packets.subscribeAcknowledgement(1, [0, 0]))
        }
    }

    @Test("where every world is anonymous, everything is allowed")
    func open() async throws {
        try await withAccess(to: [login("A", "a", .anonymous), login("C", "c", .anonymous)]) { broker, relay in
            try await RecordingClient.with(relay.configuration("c")) { client in
                _ = try await client.client.subscribe("#")
                try await publish("/anywhere", to: broker)
                _ = try await client.received("/anywhere")
                #expect(relay.listener.connections.map(\.tenantCodes) == [[]])
            }
        }
    }

    @Test("a client that asks for much and does not listen is not read for ever, and loses nothing")
    func deafClient() async throws {
        try await RawServer.with { server, port in
            try await WatchedListener.with(broker: port, access: access(tenants)) { relay in
                let client = try await RawPeer.connect(to: relay.listener.port)
                try await client.send(Packets.connect("c", username: "user", password: "a"))
                let broker = try await server.peer()
                let request = Packets.subscribe(1, [(String(repeating: "x", count: 1000), 0)])
                let requests = Array(repeatElement(request, count: 1000).joined())
                for _ in 0..<32 { try client.offer(requests) }

                try await client.comesToAHalt()
                #expect(client.sentBytes < 26_000_000)
                try await broker.send(Packets.connectAcknowledgement)

                let answer = Packets.subscribeAcknowledgement(1, [0x80])
                let answers = Array(repeatElement(answer, count: 32_000).joined())
                try await client.receives(Packets.connectAcknowledgement + answers)
            }
        }
    }

    private func withAccess(
        to logins: [MQTTLogin],
        _ body: (TestBroker, WatchedListener) async throws -> Void
    ) async throws {
        try await withAccess(access(logins), body)
    }

    private func withAccess(
        _ access: TenantAccess,
        _ body: (TestBroker, WatchedListener) async throws -> Void
    ) async throws {
        try await TestBroker.running { broker in
            try await WatchedListener.with(broker: broker.port, access: access) { try await body(broker, $0) }
        }
    }

    private func access(_ logins: [MQTTLogin]) -> TenantAccess { TenantAccess(revision: { 0 }, logins: { logins }) }

    private func session(_ relay: WatchedListener, _ password: String?, clientID: String = "c") async throws -> RawPeer
    {
        let client = try await RawPeer.connect(to: relay.listener.port)
        try await client.send(Packets.connect(clientID, username: password.map { _ in "user" }, password: password))
        try await client.receives(Packets.connectAcknowledgement)
        return client
    }

    private func configuration(_ relay: WatchedListener, _ password: String) -> MQTTConfiguration {
        var configuration = relay.configuration("c")
        (configuration.username, configuration.password) = ("user", password)
        return configuration
    }

    private func persistent(_ configuration: MQTTConfiguration) -> MQTTConfiguration {
        var configuration = configuration
        configuration.cleanSession = false
        return configuration
    }

    private func subscription(_ filter: String, _ qos: Int, _ granted: Int) -> MQTTSubscription {
        MQTTSubscription(filter: filter, requestedQoS: qos, granted: granted)
    }
}

private func login(_ code: String, _ password: String, _ auth: MQTTAuth = .tenant) -> MQTTLogin {
    let users = [
        User(username: "other", password: "other", secretKey: "k"),
        User(username: "user", password: password, secretKey: "k"),
    ]
    return MQTTLogin(tenantCode: code, auth: auth, users: users)
}
