import HESSimulation
import MQTTTestSupport
import NIOCore
import Testing

@testable import HESMQTT

@Suite("A broker that is down for one of several worlds", .timeLimit(.minutes(1)))
struct KeptAwayTests {
    private static let ours = MQTTLogin(
        tenantCode: "A",
        auth: .anonymous,
        users: [User(username: "a", password: "x", secretKey: "s")]
    )
    private static let others = MQTTLogin(
        tenantCode: "B",
        auth: .anonymous,
        users: [User(username: "b", password: "y", secretKey: "s")]
    )
    private static let access = TenantAccess(revision: { 0 }, logins: { [ours, others] })

    @Test(
        "a client is known by its login, by the id that was cut, and by the topics that it asks for",
        arguments: [
            ("", ["A"], [], true), ("", ["B"], [], false), ("", ["A", "B"], [], false), ("", [], [], false),
            ("cut", [], [], true), ("cut", ["A", "B"], [], true), ("cut", ["B"], [], false), ("uncut", [], [], false),
            ("", [], ["/A/#"], true), ("", ["B"], ["/A/P1"], true), ("", [], ["A"], true), ("", [], ["/AB/#"], false),
            ("", [], ["$share/g/A/#"], true), ("", [], ["$share/g//A/#"], true), ("", [], ["#"], false),
            ("", [], ["/B/#", "/A"], true),
        ] as [(String, [String], [String], Bool)]
    )
    func known(clientID: String, tenantCodes: [String], filters: [String], isAway: Bool) {
        var away = KeptAway()
        away.begin("A", cutting: ["cut", ""])

        let visitor = KeptAway.Visitor(clientID: clientID, tenantCodes: tenantCodes, filters: filters)

        #expect((away.tenant(of: visitor) != nil) == isAway)
        away.end("A")
        #expect(away.tenant(of: visitor) == nil)
    }

    @Test("its clients are closed without CONNACK until its end, and other worlds' clients go on")
    func down() async throws {
        try await Self.withFaults { server, relay, faults in
            let ours = try await Self.session("ours", ["/A/#"], at: 0, server, relay)
            let others = try await Self.session("others", ["/B/#"], at: 1, server, relay)

            faults.perform(.down, tenantCode: "A")

            try await ours.closes()
            let end = try await relay.events.first { $0.kind == .disconnected(.cut) ? $0 : nil }
            #expect(end.clientID == "ours" && end.tenantCodes == ["A"])
            for connect in [Packets.connect("ours"), Packets.connect("new", username: "a", password: "x")] {
                let again = try await RawPeer.connect(to: relay.listener.port)
                try await again.send(connect)
                try await again.ends()
                #expect(again.received.isEmpty)
            }
            let broker = try await server.peer(1)
            try await others.send(Packets.acknowledgement(7))
            try await broker.receives(
                Packets.connect("others") + Packets.subscribe(1, [("/B/#", 1)]) + Packets.acknowledgement(7)
            )
            #expect(!others.isClosed)

            faults.perform(.up, tenantCode: "A")

            let back = try await RawPeer.connect(to: relay.listener.port)
            try await back.send(Packets.connect("ours"))
            try await Patience.eventually("the broker hears of it") {
                server.peers.contains { $0.received == Packets.connect("ours") && !$0.hasEnded }
            }
            #expect(!back.isClosed)
        }
    }

    @Test("a client that tells only by its SUBSCRIBE whose it is, is cut then, and the broker does not hear of it")
    func subscribing() async throws {
        try await Self.withFaults { server, relay, faults in
            faults.perform(.down, tenantCode: "A")
            let client = try await RawPeer.connect(to: relay.listener.port)
            try await client.send(Packets.connect("c"))
            try await server.peer().receives(Packets.connect("c"))
            try await server.peer().send(Packets.connectAcknowledgement)
            try await client.receives(Packets.connectAcknowledgement)

            try await client.send(Packets.subscribe(1, [("/A/#", 1)]))

            try await client.closes()
            try await server.peer().ends()
            #expect(try await server.peer().received == Packets.connect("c"))
            let told = try await relay.events.first { $0.kind == .disconnected(.cut) ? $0 : nil }
            #expect(told.tenantCodes == ["A"])
        }
    }

    @Test("a session that the broker kept for its topics is not gone on with")
    func keptSession() async throws {
        try await Self.withFaults { server, relay, faults in
            let before = try await Self.session("c", ["/A/#"], at: 0, server, relay, isClean: false)
            try await before.send(Packets.disconnect)
            try await before.channel.close()
            try await relay.told(.disconnected(.byClient), by: "c")
            try await Patience.eventually("it is gone") { relay.listener.connections.isEmpty }
            faults.perform(.down, tenantCode: "A")

            let after = try await RawPeer.connect(to: relay.listener.port)
            try await after.send(Packets.connect("c", isClean: false))

            try await after.ends()
            #expect(after.received.isEmpty)
        }
    }

    @Test("each world's outage ends by itself")
    func two() async throws {
        try await Self.withFaults { server, relay, faults in
            faults.perform(.down, tenantCode: "A")
            faults.perform(.down, tenantCode: "B")
            faults.perform(.up, tenantCode: "A")

            let ours = try await RawPeer.connect(to: relay.listener.port)
            try await ours.send(Packets.connect("ours", username: "a", password: "x"))
            let others = try await RawPeer.connect(to: relay.listener.port)
            try await others.send(Packets.connect("others", username: "b", password: "y"))

            try await others.ends()
            try await Patience.eventually("the broker hears of ours") {
                server.peers.contains { !$0.received.isEmpty }
            }
            #expect(!ours.isClosed)
        }
    }

    private static func withFaults(
        _ body: (RawServer, WatchedListener, BrokerFaults) async throws -> Void
    ) async throws {
        try await RawServer.with { server, port in
            try await WatchedListener.with(broker: port, access: access) { relay in
                let faults = BrokerFaults(logger: .silent)
                faults.set(relay.listener, isShared: { true })
                try await body(server, relay, faults)
            }
        }
    }

    /// A client that has subscribed; its broker is the server's connection with the index.
    private static func session(
        _ clientID: String,
        _ filters: [String],
        at index: Int,
        _ server: RawServer,
        _ relay: WatchedListener,
        isClean: Bool = true
    ) async throws -> RawPeer {
        let connect = Packets.connect(clientID, isClean: isClean)
        let subscribe = Packets.subscribe(1, filters.map { ($0, 1) })
        let client = try await RawPeer.connect(to: relay.listener.port)
        try await client.send(connect)
        let broker = try await server.peer(index)
        try await broker.receives(connect)
        try await broker.send(Packets.connectAcknowledgement)
        try await client.send(subscribe)
        try await broker.receives(connect + subscribe)
        try await broker.send(Packets.subscribeAcknowledgement(1, filters.map { _ in 1 }))
        _ = try await relay.events.first { event in
            if case .subscribed = event.kind, event.clientID == clientID { true } else { nil }
        }
        return client
    }
}
