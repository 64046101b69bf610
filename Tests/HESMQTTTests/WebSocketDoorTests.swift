import HESMQTT
import MQTTTestSupport
import NIOCore
import Testing

@Suite("The port for MQTT over WebSockets", .timeLimit(.minutes(1)))
struct WebSocketDoorTests {
    private static let permits: @Sendable (String) -> Bool = { $0 == "https://portal.example" }

    @Test(
        "a page of another origin is refused unless it is permitted; other clients send none, or the port's own",
        arguments: [
            (nil, 101), ("http://127.0.0.1", 101), ("https://127.0.0.1", 101), ("https://portal.example", 101),
            ("https://evil.example", 403), ("http://127.0.0.1:8080", 403), ("null", 403), ("", 403),
        ] as [(String?, Int)]
    )
    func origins(origin: String?, status: Int) async throws {
        try await Self.withDoor { port in
            let client = try await RawPeer.connect(to: port)
            try await client.send(Self.upgrade(origin: origin))
            try await Patience.eventually("an answer") { !client.received.isEmpty }

            #expect(String(decoding: client.received.prefix(12), as: UTF8.self) == "HTTP/1.1 \(status)")
            guard status == 403 else { return }
            try await client.ends()
            #expect(String(decoding: client.received, as: UTF8.self).contains("--cors"))
        }
    }

    @Test("a connection counts before its upgrade, once, and no more when it has ended")
    func counts() async throws {
        try await Self.withDoor(limit: 2) { port in
            let first = try await RawPeer.connect(to: port)
            try await Self.upgrades(first)
            // They come to different event loops, so either may be the third; a reset can come before `connect` returns.
            let rivals = [try? await RawPeer.connect(to: port), try? await RawPeer.connect(to: port)]
            try await Patience.eventually("one of them is closed") { rivals.contains { $0?.isClosed ?? true } }
            let rest = rivals.compactMap(\.self).filter { !$0.isClosed }
            #expect(rest.count == 1 && !first.isClosed)

            for client in rest { try await client.channel.close() }
            // The listener hears of the end a moment later.
            var isLetIn = false
            for _ in 0..<1000 where !isLetIn { isLetIn = try await Self.isAnswered(port) }
            #expect(isLetIn)
        }
    }

    /// Whether a further connection is let in; it ends at once.
    private static func isAnswered(_ port: Int) async throws -> Bool {
        guard let client = try? await RawPeer.connect(to: port) else { return false }
        // Fails for a connection that has been closed, which is an answer.
        try? await client.send(upgrade(origin: nil))
        try await Patience.eventually("an answer or the end") { !client.received.isEmpty || client.isClosed }
        try? await client.channel.close()
        return !client.received.isEmpty
    }

    private static func upgrades(_ client: RawPeer) async throws {
        try await client.send(upgrade(origin: nil))
        try await Patience.eventually("an answer") { !client.received.isEmpty }
        #expect(client.received.starts(with: Array("HTTP/1.1 101".utf8)))
    }

    private static func upgrade(origin: String?) -> [UInt8] {
        let lines = [
            "GET /mqtt HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol: mqtt",
        ]
        return Array((lines + (origin.map { ["Origin: \($0)"] } ?? []) + ["", ""]).joined(separator: "\r\n").utf8)
    }

    private static func withDoor(limit: Int = 10, _ body: (Int) async throws -> Void) async throws {
        try await RawServer.with { _, broker in
            let listener = try await MQTTListener.start(
                port: 0,
                doors: [MQTTDoor(port: 0, transport: .webSocket(nil, permitsOrigin: permits))],
                brokers: [BrokerAddress(host: "127.0.0.1", port: broker)],
                connectionLimit: limit,
                logger: .silent
            ) { _ in }
            do {
                try await body(listener.doorPorts[0])
                await listener.stop()
            } catch {
                await listener.stop()
                throw error
            }
        }
    }
}
