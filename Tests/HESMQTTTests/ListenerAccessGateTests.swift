import MQTTTestSupport
import NIOCore
import Testing

@testable import HESMQTT

/// The gate alone, without a socket: whom `/1000000067` is open to.
@Suite("MQTT access: the gate")
struct ListenerAccessGateTests {
    @Test("an allowed session passes unchanged wherever TCP cuts its bytes", arguments: [4, 5] as [UInt8])
    func everyCut(level: UInt8) {
        let none: [UInt8] = level == 5 ? [0] : []
        let client =
            Packets.connect("c", level: level, username: "a", password: "x", will: true, willTopic: "/1000000067/w")
            + Packets.subscribe(7, [("/1000000067/#", 1), ("$share/g//1000000067/+", 1)], properties: none)
            + Packets.publish(9, topic: "/1000000067/a", payload: someBytes(40), properties: none)
            + Packets.publish(0, topic: "/1000000067", payload: [], qos: 0, properties: none)
            + Packets.acknowledgement(3) + [0xC0, 0] + Packets.disconnect
        let broker =
            (level == 5 ? [0x20, 3, 0, 0, 0] : Packets.connectAcknowledgement)
            + Packets.publish(9, topic: "/1000000067/a", payload: someBytes(40), properties: none)
            + Packets.subscribeAcknowledgement(7, [1, 1], properties: none) + [0xD0, 0]

        for size in 1...client.count {
            var gate = AccessGate(OneTenant())
            let up = pieces(client, size).flatMap { gate.clientSent($0) }
            let down = pieces(broker, size).flatMap { gate.brokerSent($0) }

            #expect(Flow(up) == Flow(observed: client, toBroker: client), "\(size)")
            #expect(Flow(down) == Flow(toClient: broker), "\(size)")
            #expect(gate.tenantCodes == ["1000000067"])
        }
    }

    @Test("what is denied is removed as a whole, and only that, however it is cut", arguments: [4, 5] as [UInt8])
    func everyCutOfDenied(level: UInt8) {
        let none: [UInt8] = level == 5 ? [0] : []
        let no: UInt8 = level == 5 ? 0x87 : 0x80
        let connect = Packets.connect("c", level: level, username: "a", password: "x")
        let ping: [UInt8] = [0xC0, 0]
        let mixed = [("/x/#", 0), ("/1000000067/#", 1), ("#", 2), ("/1000000067/a", 0)] as [(String, UInt8)]
        let client =
            connect + Packets.subscribe(1, [("#", 0), ("/+/x", 1)], properties: none) + ping
            + Packets.subscribe(2, mixed, properties: none) + ping
        let greeting: [UInt8] = level == 5 ? [0x20, 3, 0, 0, 0] : Packets.connectAcknowledgement
        let broker = greeting + Packets.subscribeAcknowledgement(2, [1, 0], properties: none) + [0xD0, 0]
        let merged = Packets.subscribeAcknowledgement(2, [no, 1, no, 0], properties: none)
        let asked = Packets.subscribe(2, [mixed[1], mixed[3]], properties: none)

        for size in 1...client.count {
            var gate = AccessGate(OneTenant())
            let up = Flow(pieces(client, size).flatMap { gate.clientSent($0) })
            let down = Flow(pieces(broker, size).flatMap { gate.brokerSent($0) })

            #expect(up == Flow(observed: client, toBroker: connect + ping + asked + ping), "\(size)")
            #expect(down.answers == Packets.subscribeAcknowledgement(1, [no, no], properties: none))
            #expect(down.toClient == greeting + merged + [0xD0, 0])
        }
    }

    @Test("an answer of the gate's never comes within a frame of the broker's")
    func betweenFrames() {
        var gate = admitted()
        let message = Packets.publish(1, topic: "/1000000067/a", payload: someBytes(100))

        let first = gate.brokerSent(ByteBuffer(bytes: message.prefix(60)))
        let denied = gate.clientSent(ByteBuffer(bytes: Packets.subscribe(1, [("#", 0)])))
        let rest = gate.brokerSent(ByteBuffer(bytes: message.dropFirst(60)))

        #expect(Flow(denied).answers.isEmpty)
        #expect(Flow(first + rest).toClient == message)
        #expect(rest.last == .answer(ByteBuffer(bytes: Packets.subscribeAcknowledgement(1, [0x80]))))
    }

    @Test("a PUBLISH outside ends the session before any of it has gone on", arguments: [0, 1, 2] as [UInt8])
    func publishOutside(qos: UInt8) {
        let before = Packets.publish(1, topic: "/1000000067/a", payload: [1])
        for topic in ["/1000000068/a", "", "$SYS/x", "/10000000670", "#"] {
            var gate = admitted()
            let denied = Packets.publish(2, topic: topic, payload: someBytes(50), qos: qos)
            let steps = gate.clientSent(ByteBuffer(bytes: before + denied + before))

            #expect(Flow(steps) == Flow(observed: before, toBroker: before, isRejected: true))
            #expect(gate.clientSent(ByteBuffer(bytes: before)).isEmpty)
        }
    }

    @Test("an alias is as good as the topic that set it")
    func aliases() {
        let set: [UInt8] = [3, 0x23, 0, 1]
        let own = Packets.publish(1, topic: "/1000000067/a", payload: [1], properties: set)
        let again = Packets.publish(2, topic: "", payload: [2], properties: set)
        let other = Packets.publish(2, topic: "", payload: [2], properties: [3, 0x23, 0, 2])

        for size in 1...own.count {
            var gate = admitted(level: 5)
            #expect(Flow(pieces(own + again, size).flatMap { gate.clientSent($0) }).toBroker == own + again)
            #expect(Flow(pieces(other, size).flatMap { gate.clientSent($0) }) == Flow(isRejected: true))
        }
    }

    @Test("the topics that aliases stand for have 256 KiB; an alias beyond it is as good as none")
    func aliasBytes() {
        let own = "/1000000067/" + String(repeating: "t", count: 60_000)
        func alias(_ number: UInt8, topic: String) -> ByteBuffer {
            ByteBuffer(bytes: Packets.publish(1, topic: topic, payload: [], properties: [3, 0x23, 0, number]))
        }
        var gate = admitted(level: 5)
        for number: UInt8 in 1...5 { #expect(!Flow(gate.clientSent(alias(number, topic: own))).isRejected) }

        for number: UInt8 in 1...4 { #expect(!Flow(gate.clientSent(alias(number, topic: ""))).isRejected) }
        #expect(Flow(gate.clientSent(alias(5, topic: ""))).isRejected)
    }

    @Test("what the broker tells about others is taken in the client's place", arguments: [4, 5] as [UInt8])
    func foreignMessages(level: UInt8) {
        let none: [UInt8] = level == 5 ? [0] : []
        let own = Packets.publish(1, topic: "/1000000067/a", payload: [1], properties: none)
        let foreign = (0...2).map { qos in
            Packets.publish(7, topic: "/x/a", payload: someBytes(20), qos: qos, properties: none)
        }
        let release: [UInt8] = [0x62, 2, 0, 7]
        let bytes = own + foreign.flatMap(\.self) + release + own + release

        for size in 1...bytes.count {
            var gate = admitted(level: level)
            let flow = Flow(pieces(bytes, size).flatMap { gate.brokerSent($0) })

            #expect(flow.toClient == own + own + release)
            #expect(flow.toBroker == [0x40, 2, 0, 7, 0x50, 2, 0, 7, 0x70, 2, 0, 7])
        }
    }

    @Test("partial SUBSCRIBEs without an answer have a bound")
    func manyPartials() {
        var gate = admitted()
        for id in 1...256 { _ = gate.clientSent(ByteBuffer(bytes: Packets.subscribe(UInt16(id), both))) }
        #expect(!gate.isOver)

        #expect(Flow(gate.clientSent(ByteBuffer(bytes: Packets.subscribe(257, both)))).isRejected)
    }

    private var both: [(String, UInt8)] { [("#", 0), ("/1000000067/#", 0)] }
}
