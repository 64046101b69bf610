import MQTTTestSupport
import NIOCore
import Testing

@testable import HESMQTT

@Suite("MQTT access: what is denied")
struct ListenerAccessDenialTests {
    @Test("filters that can match another tenant's topics are denied", arguments: filters)
    func filter(_ filter: String, isAllowed: Bool) throws {
        let scope = try #require(TopicScope(.topics(tenantCodes: ["1000000067", "Ä"])))

        #expect(scope.allows(filter: Array(filter.utf8)) == isAllowed)
    }

    private static let filters: [(String, Bool)] = [
        ("/1000000067", true), ("/1000000067/#", true), ("/1000000067/+/x", true), ("/1000000067/a", true),
        ("/1000000067/", true), ("/\u{C4}/#", true), ("$share/g//1000000067/#", true), ("/A\u{308}/#", false),
        ("#", false), ("+/#", false), ("/#", false), ("/+", false), ("/+/x", false), ("+", false), ("", false),
        ("/1000000068/#", false), ("/10000000670/#", false), ("/1000000067#", false), ("1000000067/#", false),
        ("$SYS/#", false), ("$share/g/#", false), ("$share/g//+/x", false), ("$share//1000000067/#", false),
        ("$share", false), ("$share/g", false), ("$share/g//1000000068/a", false),
    ]

    @Test("a CONNECT is refused in fitting words", arguments: [4, 5] as [UInt8])
    func refusals(level: UInt8) {
        #expect(code(Packets.connect("c", level: level)) == 5)
        #expect(code(Packets.connect("c", level: level, username: "a")) == 4)
        #expect(code(Packets.connect("c", level: level, username: "a", password: "y")) == 4)
        let will = Packets.connect("c", level: level, username: "a", password: "x", will: true, willTopic: "/x/w")
        #expect(code(will) == 5)
        #expect(code(Packets.connect("c", level: 6, username: "a", password: "x")) == 1)
    }

    @Test(
        "a response topic is judged as a topic, that of a last will too",
        arguments: [("/1000000067/answer", true), ("/x/answer", false)]
    )
    func responseTopics(topic: String, isAllowed: Bool) {
        let will = Packets.connect(
            "c",
            level: 5,
            username: "a",
            password: "x",
            will: true,
            willTopic: "/1000000067/w",
            willResponseTopic: topic
        )
        #expect(code(will) == (isAllowed ? nil : 5))

        var gate = AccessGate(OneTenant())
        _ = gate.clientSent(ByteBuffer(bytes: Packets.connect("c", level: 5, username: "a", password: "x")))
        let property = [0x08, 0, UInt8(topic.utf8.count)] + Array(topic.utf8)
        let publish = Packets.publish(
            1,
            topic: "/1000000067/a",
            payload: [1],
            properties: [UInt8(property.count)] + property
        )
        #expect(Flow(gate.clientSent(ByteBuffer(bytes: publish))).isRejected == !isAllowed)
    }

    @Test(
        "what is not MQTT, too large or out of order goes nowhere",
        arguments: [
            Array("GET / HTTP/1.1\r\n\r\n".utf8), [0, 0], [0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x40, 2, 0, 1],
            [0x10, 0],
            Packets.connect("c", username: String(repeating: "u", count: 65_000), password: "x", will: true)
                + [UInt8](repeating: 0, count: 600),
            Packets.frame(0x10, Array(Packets.connect("c").dropFirst(2)) + [0]),
        ] as [[UInt8]]
    )
    func noise(bytes: [UInt8]) {
        var gate = AccessGate(OneTenant())
        let flow = Flow(gate.clientSent(ByteBuffer(bytes: bytes)))

        #expect(flow.toBroker.isEmpty)
        #expect(flow.isRejected)
    }

    @Test("after CONNECT nothing that is malformed goes on", arguments: malformed)
    func malformedLater(bytes: [UInt8]) {
        var gate = admitted(level: 5)

        #expect(Flow(gate.clientSent(ByteBuffer(bytes: bytes))).toBroker.isEmpty)
        #expect(gate.isOver)
    }

    private static let malformed: [[UInt8]] = [
        Packets.connect("c", username: "a", password: "x"), Packets.frame(0x82, [0]),
        Packets.frame(0x82, [0, 1, 0, 0, 9, 0]),
        Packets.frame(0x82, [0, 1, 9]), Packets.frame(0x30, [0]), Packets.frame(0x32, [0, 1, 0x2F]),
        Packets.frame(0x30, [0, 0]), Packets.publish(1, topic: "/1000000067/a", payload: [0, 0], qos: 3),
        Packets.subscribe(1, [(String(repeating: "x", count: 65_535), 0), ("/1000000067/#", 0)], properties: [0]),
    ]

    @Test("a tenant's client is whose it is by its login, any other one's by what it subscribed")
    func whoseClient() {
        let filter = MQTTSubscription(filter: "/B/#", requestedQoS: 0, granted: 0)
        var client = MQTTConnectionInfo(connection: 1)
        client.tenantCodes = ["A"]
        #expect(client.listens(toTenant: "A"))
        #expect(!client.listens(toTenant: "B"))

        client.tenantCodes = ["A", "B"]
        client.filters = [filter]
        #expect(!client.listens(toTenant: "A"))
        #expect(client.listens(toTenant: "B"))

        client.filters = [MQTTSubscription(filter: "$share/g//C/#", requestedQoS: 0, granted: 0)]
        #expect(client.listens(toTenant: "C") && !client.listens(toTenant: "B"))
    }

    @Test("an event is about the tenants that the client was let in for, a subscription about those that it names")
    func whoseEvent() {
        let filter = MQTTSubscription(filter: "/B/#", requestedQoS: 0, granted: 0)
        #expect(tenants(["A"], .subscribed([filter])) == ["A"])
        #expect(tenants(["A", "B"], .connected(returnCode: 0)) == ["A", "B"])
        #expect(tenants(["A", "B"], .subscribed([filter])) == ["B"])
        #expect(tenants([], .connected(returnCode: 0)) == [])
        #expect(tenants([], .subscribed([filter])) == ["B"])
    }

    private func tenants(_ codes: [String], _ kind: MQTTClientEvent.Kind) -> [String] {
        let event = MQTTClientEvent(connection: 1, clientID: "c", username: nil, tenantCodes: codes, kind: kind)
        return ["A", "B"].filter { event.isAbout(tenantCode: $0) }
    }

    private func code(_ connect: [UInt8]) -> UInt8? {
        var gate = AccessGate(OneTenant())
        guard case .reject(let code)? = gate.clientSent(ByteBuffer(bytes: connect)).last else { return nil }
        return code
    }
}
