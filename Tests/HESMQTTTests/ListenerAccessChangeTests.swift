import MQTTTestSupport
import NIOCore
import Synchronization
import Testing

@testable import HESMQTT

/// Sessions that began when every world was anonymous, after a world that asks for logins was made.
@Suite("MQTT access: worlds come and go")
struct ListenerAccessChangeTests {
    private static let levels: [UInt8] = [4, 5]

    @Test("while access is open every byte passes, wherever TCP cuts them", arguments: levels)
    func openIsTransparent(level: UInt8) {
        let none: [UInt8] = level == 5 ? [0] : []
        let client =
            Packets.connect("c", level: level, username: "x", password: "y", will: true)
            + Packets.subscribe(7, [("#", 1)], properties: none)
            + Packets.publish(9, topic: "/any/a", payload: someBytes(40), properties: none) + Packets.disconnect
        let broker =
            Self.greeting(level) + Packets.publish(9, topic: "/any/a", payload: someBytes(40), properties: none)
            + Packets.subscribeAcknowledgement(7, [1], properties: none) + [0xD0, 0]

        for size in 1...client.count {
            var gate = AccessGate(Changing())
            let up = Flow(pieces(client, size).flatMap { gate.clientSent($0) })
            let down = Flow(pieces(broker, size).flatMap { gate.brokerSent($0) })

            #expect(up == Flow(observed: client, toBroker: client), "\(size)")
            #expect(down == Flow(toClient: broker), "\(size)")
        }
    }

    @Test("while access is open bytes that are not MQTT pass too, and end the session when it is not")
    func openNoise() {
        let noises: [[UInt8]] = [
            Array("GET / HTTP/1.1\r\n\r\n".utf8), [0, 0], [0x10, 0], [0x30],
            Packets.connect("c") + [0x10, 0xFF, 0xFF, 0xFF, 0xFF],
        ]
        for noise in noises {
            for size in 1...noise.count {
                let access = Changing()
                var gate = AccessGate(access)
                let steps = pieces(noise, size).flatMap { gate.clientSent($0) } + gate.clientEnded()
                #expect(Flow(steps) == Flow(observed: noise, toBroker: noise), "\(noise) \(size)")
                access.close()
                #expect(Flow(gate.clientSent(ByteBuffer(bytes: noise + noise))).toBroker == [])
            }
        }
    }

    @Test("a session that began before gets no push of the new world, and keeps those of the others", arguments: levels)
    func delivery(level: UInt8) {
        let none: [UInt8] = level == 5 ? [0] : []
        let access = Changing()
        var gate = Self.session(access, level: level)
        let own = Packets.publish(1, topic: "/open/a", payload: [1], properties: none)
        let foreign = Packets.publish(2, topic: "/1000000067/a", payload: [2], properties: none)

        #expect(Flow(gate.brokerSent(ByteBuffer(bytes: own + foreign))).toClient == own + foreign)
        access.close()
        let flow = Flow(gate.brokerSent(ByteBuffer(bytes: own + foreign + own)))
        #expect(flow.toClient == own + own)
        #expect(flow.toBroker == [0x40, 2, 0, 2])

        access.open()
        #expect(Flow(gate.brokerSent(ByteBuffer(bytes: own + foreign))).toClient == own + foreign)
    }

    @Test("it cannot publish a result of the new world, by a topic, an alias or a half frame", arguments: levels)
    func forgery(level: UInt8) {
        let none: [UInt8] = level == 5 ? [0] : []
        let forged = Packets.publish(2, topic: "/1000000067/a", payload: [2], properties: none)
        for sent in 0..<5 {
            let access = Changing()
            var gate = Self.session(access, level: level)
            let before = Flow(gate.clientSent(ByteBuffer(bytes: forged.prefix(sent))))
            access.close()
            let after = Flow(gate.clientSent(ByteBuffer(bytes: forged.dropFirst(sent))))
            #expect(before.toBroker == [] && after.toBroker == [])
            #expect(after.isRejected)
        }
    }

    @Test("an alias that was set while access was open is judged by its topic")
    func aliases() {
        for (topic, isAllowed) in [("/1000000067/a", false), ("/open/a", true)] {
            let access = Changing()
            var gate = Self.session(access, level: 5)
            let set = Packets.publish(1, topic: topic, payload: [1], properties: [3, 0x23, 0, 1])
            let again = Packets.publish(2, topic: "", payload: [2], properties: [3, 0x23, 0, 1])
            #expect(Flow(gate.clientSent(ByteBuffer(bytes: set + again))).toBroker == set + again)

            access.close()

            #expect(Flow(gate.clientSent(ByteBuffer(bytes: again))).isRejected == !isAllowed)
        }
    }

    @Test("a last will below the new world is dropped by a DISCONNECT, also within a frame", arguments: [0, 30])
    func will(sent: Int) {
        let access = Changing()
        var gate = AccessGate(access)
        let connect = Packets.connect("c", will: true, willTopic: "/1000000067/w")
        let message = Packets.publish(1, topic: "/open/a", payload: someBytes(100))
        _ = gate.clientSent(ByteBuffer(bytes: connect + message.prefix(sent)))
        access.close()

        let flow = Flow(gate.review())

        let zeros = [UInt8](repeating: 0, count: sent == 0 ? 0 : message.count - sent)
        #expect(flow.toBroker == zeros + Packets.disconnect)
        #expect(flow.isRejected)
    }

    @Test("a tenant's client goes on with its own topics")
    func ownTenant() {
        let access = Changing()
        var gate = AccessGate(access)
        _ = gate.clientSent(ByteBuffer(bytes: Packets.connect("c", username: "a", password: "x")))
        _ = gate.brokerSent(ByteBuffer(bytes: Packets.connectAcknowledgement))
        access.close()
        let own = Packets.publish(2, topic: "/1000000067/a", payload: [2])

        #expect(Flow(gate.brokerSent(ByteBuffer(bytes: own))).toClient == own)
        #expect(Flow(gate.clientSent(ByteBuffer(bytes: own))).toBroker == own)
    }

    private static func session(_ access: Changing, level: UInt8) -> AccessGate {
        var gate = AccessGate(access)
        _ = gate.clientSent(ByteBuffer(bytes: Packets.connect("c", level: level)))
        _ = gate.brokerSent(ByteBuffer(bytes: greeting(level)))
        return gate
    }

    private static func greeting(_ level: UInt8) -> [UInt8] {
        level == 5 ? [0x20, 3, 0, 0, 0] : Packets.connectAcknowledgement
    }
}

/// Open to all at first; closed, `/1000000067` is for its user and `/open` for those without a name.
private final class Changing: MQTTAccess {
    private let changes = Mutex(0)

    var revision: Int { changes.withLock(\.self) }
    var isOpen: Bool { revision.isMultiple(of: 2) }

    func close() { changes.withLock { $0 += 1 } }

    func open() { changes.withLock { $0 += 1 } }

    func admit(username: String?, password: [UInt8]?) -> MQTTAdmission {
        if isOpen { return .everything }
        if username == "a", password == Array("x".utf8) { return .topics(tenantCodes: ["1000000067"]) }
        return username == nil ? .topics(tenantCodes: ["open"]) : .refused(code: 4)
    }
}
