import HESSimulation
import MQTTTestSupport
import NIOCore
import Testing

@testable import HESMQTT

struct ListenerSessionTests {
    private typealias Kind = MQTTClientEvent.Kind

    @Test("a session tells the same wherever TCP cuts its bytes", arguments: [4, 5] as [UInt8])
    func everyCut(level: UInt8) {
        let properties: [UInt8] = level == 5 ? [0] : []
        let client =
            Packets.connect("meter-hall", level: level, username: "hes", will: true)
            + Packets.publish(9, topic: "/a", payload: [UInt8](repeating: 0x10, count: 300))
            + Packets.subscribe(7, [("/1000000067/#", 1), ("/x", 2)], properties: properties)
            + Packets.unsubscribe(8, ["/x", "/1000000067/#"], properties: properties)
        let broker = [0x20, UInt8(2 + properties.count), 0, 0] + properties
        // MQTT 5: "success" for the first, "not authorized" for the second.
        let answer =
            Packets.subscribeAcknowledgement(7, [1, 0x80], properties: properties)
            + Packets.unsubscribeAcknowledgement(8, level == 5 ? [0, 0x87] : [], properties: properties)
        let givenBack = Kind.unsubscribed(filters: level == 5 ? ["/x"] : ["/x", "/1000000067/#"])
        let after = Packets.acknowledgement(513) + Packets.disconnect + Packets.acknowledgement(514)

        for size in 1...client.count {
            var watch = SessionWatch()
            var kinds = pieces(client, size).flatMap { watch.clientSent($0) }
            kinds += pieces(broker + answer, size).flatMap { watch.brokerSent($0) }
            kinds += pieces(after, size).flatMap { watch.clientSent($0) }

            #expect(watch.clientID == "meter-hall")
            #expect(watch.username == "hes")
            let acknowledged = Kind.acknowledged(packetID: 513)
            #expect(kinds == [.connected(returnCode: 0), granted, givenBack, acknowledged, .disconnected(.byClient)])
        }
    }

    private var granted: Kind {
        .subscribed([
            MQTTSubscription(filter: "/1000000067/#", requestedQoS: 1, granted: 1),
            MQTTSubscription(filter: "/x", requestedQoS: 2, granted: 128),
        ])
    }

    @Test("a SUBSCRIBE beyond 64 KiB is told with the filters that were kept")
    func hugeSubscribe() {
        var watch = SessionWatch()
        let long = String(repeating: "x", count: 60_000)
        _ = watch.clientSent(ByteBuffer(bytes: Packets.connect("c") + Packets.subscribe(1, [(long, 0), (long, 0)])))

        let kinds = watch.brokerSent(ByteBuffer(bytes: Packets.subscribeAcknowledgement(1, [0, 0])))

        #expect(kinds == [.subscribed([MQTTSubscription(filter: long, requestedQoS: 0, granted: 0)])])
    }

    @Test("SUBACK and UNSUBACK of one number answer only their own packet")
    func sameNumber() {
        var watch = SessionWatch()
        let bytes = Packets.connect("c") + Packets.subscribe(1, [("/a", 0)]) + Packets.unsubscribe(1, ["/b"])
        _ = watch.clientSent(ByteBuffer(bytes: bytes))

        let first = watch.brokerSent(ByteBuffer(bytes: Packets.unsubscribeAcknowledgement(1)))
        let second = watch.brokerSent(ByteBuffer(bytes: Packets.subscribeAcknowledgement(1, [0])))

        #expect(first == [.unsubscribed(filters: ["/b"])])
        #expect(second == [.subscribed([MQTTSubscription(filter: "/a", requestedQoS: 0, granted: 0)])])
    }

    @Test("an acknowledgement answers the packet of its number, in any order")
    func order() {
        var watch = SessionWatch()
        let subscribes = Packets.subscribe(1, [("/a", 0)]) + Packets.subscribe(2, [("/b", 0)])
        let unsubscribes = Packets.unsubscribe(3, ["/c"]) + Packets.unsubscribe(4, ["/d"])
        _ = watch.clientSent(ByteBuffer(bytes: Packets.connect("c") + subscribes + unsubscribes))

        let subscribed = watch.brokerSent(ByteBuffer(bytes: Packets.subscribeAcknowledgement(2, [0])))
        let unsubscribed = watch.brokerSent(ByteBuffer(bytes: Packets.unsubscribeAcknowledgement(4)))

        #expect(subscribed == [.subscribed([MQTTSubscription(filter: "/b", requestedQoS: 0, granted: 0)])])
        #expect(unsubscribed == [.unsubscribed(filters: ["/d"])])

        _ = watch.clientSent(ByteBuffer(bytes: Packets.subscribe(2, [("/e", 0)])))
        let again = watch.brokerSent(ByteBuffer(bytes: Packets.subscribeAcknowledgement(2, [0])))
        #expect(again == [.subscribed([MQTTSubscription(filter: "/e", requestedQoS: 0, granted: 0)])])
    }

    @Test("more than 256 unanswered SUBSCRIBEs are not kept, and told without filters")
    func manySubscribes() {
        var watch = SessionWatch()
        _ = watch.clientSent(ByteBuffer(bytes: Packets.connect("c")))
        for id in 1...257 { _ = watch.clientSent(ByteBuffer(bytes: Packets.subscribe(UInt16(id), [("/a", 0)]))) }

        #expect(watch.brokerSent(ByteBuffer(bytes: Packets.subscribeAcknowledgement(257, [0]))) == [.subscribed([])])
        _ = watch.clientSent(ByteBuffer(bytes: Packets.unsubscribe(258, ["/a"])))
        let unsubscribed = watch.brokerSent(ByteBuffer(bytes: Packets.unsubscribeAcknowledgement(258)))
        #expect(unsubscribed == [.unsubscribed(filters: [])])
    }

    @Test(
        "what is not MQTT is looked into no further",
        arguments: [
            Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8) + [UInt8](repeating: 0x40, count: 100), [0, 0, 0, 0],
            [0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x40, 2, 0, 1], [0x10, 0], [0x10, 4, 0, 2, 0x41, 0x42],
        ] as [[UInt8]]
    )
    func notMQTT(bytes: [UInt8]) {
        var watch = SessionWatch()

        #expect(watch.clientSent(ByteBuffer(bytes: bytes)).isEmpty)
        #expect(watch.clientSent(ByteBuffer(bytes: Packets.acknowledgement(1))).isEmpty)
        #expect(watch.isNotMQTT)
        #expect(watch.brokerSent(ByteBuffer(bytes: Packets.connectAcknowledgement)).isEmpty)
    }

    @Test("a refusal is told in the words of the client's protocol")
    func refusalCodes() {
        #expect(Refusal(code: 5).code(protocolLevel: 4) == 5)
        #expect(Refusal(code: 5).code(protocolLevel: 5) == 0x87)
        #expect(Refusal(code: 0x97).code(protocolLevel: 5) == 0x97)
        #expect(Refusal(code: 0x86).code(protocolLevel: 3) == 4)
        #expect(Refusal(code: 0x97).code(protocolLevel: 4) == 3)
        #expect(Refusal(code: nil).connectAcknowledgement(protocolLevel: 5) == nil)
    }
}
