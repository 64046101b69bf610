import MQTTTestSupport
import NIOCore
import SimulationTestSupport

@testable import HESMQTT

/// Both directions of a client's connection to the broker: good packets, odd ones and noise, wherever TCP cuts them.
enum MQTTFuzz {
    static func run(_ choices: inout Choices) throws {
        let level = choices.element(of: [3, 4, 5, 4, 5, 6]) as UInt8
        let login = choices.element(of: ["x", "x", "x", "wrong"])
        let hello = Packets.connect(
            "c",
            level: level,
            username: choices.once(in: 10) ? nil : "a",
            password: login,
            will: choices.once(in: 4),
            willTopic: choices.element(of: ["/1000000067/w", "/x", ""])
        )
        var client = choices.once(in: 10) ? Mutation.spoilt(hello, &choices) : hello
        client += packets(level, &choices)
        let greeting: [UInt8] = level == 5 ? [0x20, 3, 0, 0, 0] : Packets.connectAcknowledgement
        let broker = greeting + packets(level, &choices)
        try relay(client, broker, &choices)
        try cut(client, &choices)
    }

    /// Both sides in turns, with access that is open for a while.
    private static func relay(_ client: [UInt8], _ broker: [UInt8], _ choices: inout Choices) throws {
        let access = ChangingAccess(isOpen: choices.once(in: 4))
        let wasOpen = access.isOpen
        var gate = AccessGate(access)
        var watch = SessionWatch()
        var (fromClient, fromBroker) = (Mutation.pieces(client, &choices)[...], Mutation.pieces(broker, &choices)[...])
        var flow = Flow([])
        while !fromClient.isEmpty || !fromBroker.isEmpty {
            if wasOpen, choices.once(in: 8) { access.isOpen.toggle() }
            // Before CONNECT a broker says nothing.
            let isClient = fromBroker.isEmpty || gate.session == nil || !fromClient.isEmpty && choices.once(in: 2)
            if isClient, fromClient.isEmpty { break }
            guard let piece = isClient ? fromClient.popFirst() : fromBroker.popFirst() else { continue }
            let bytes = ByteBuffer(bytes: piece)
            let steps = isClient ? gate.clientSent(bytes) : gate.brokerSent(bytes)
            for case .observed(let bytes) in steps { _ = watch.clientSent(bytes) }
            for case .toClient(let bytes) in steps { _ = watch.brokerSent(bytes) }
            flow += Flow(steps)
            guard gate.waitingBytes <= 1 << 20 else {
                throw Fuzzing.Finding("\(gate.waitingBytes) bytes of answers wait")
            }
        }
        flow += Flow(gate.clientEnded() + gate.brokerEnded())
        if !wasOpen { try flow.check() }
    }

    /// The same bytes lead to the same, in pieces and whole.
    private static func cut(_ client: [UInt8], _ choices: inout Choices) throws {
        var (whole, cut) = (AccessGate(OneTenant()), AccessGate(OneTenant()))
        let first = Flow(whole.clientSent(ByteBuffer(bytes: client)))
        let second = Flow(Mutation.pieces(client, &choices).flatMap { cut.clientSent(ByteBuffer(bytes: $0)) })
        guard first == second else { throw Fuzzing.Finding("cut otherwise, it is judged otherwise: \(client)") }
    }

    // MARK: Packets

    private static func packets(_ level: UInt8, _ choices: inout Choices) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<choices.index(below: 12) { bytes += packet(level, &choices) }
        return choices.once(in: 6) ? Mutation.spoilt(bytes, &choices) : bytes
    }

    private static func packet(_ level: UInt8, _ choices: inout Choices) -> [UInt8] {
        let id = choices.element(of: [0, 1, 2, 7, 65_535]) as UInt16
        let properties = level == 5 ? properties(&choices) : []
        switch choices.index(below: 12) {
        case 0...2:
            let topic = choices.element(of: topics)
            let payload = Mutation.noise(choices.element(of: [0, 1, 300]), &choices)
            let qos = choices.element(of: [0, 1, 2, 1, 2, 3]) as UInt8
            return Packets.publish(id, topic: topic, payload: payload, qos: qos, properties: properties)
        case 3, 4:
            let filters = (0..<choices.index(below: 4)).map { _ in
                (choices.element(of: topics), UInt8(choices.index(below: 256)))
            }
            return Packets.subscribe(id, filters, properties: properties)
        case 5:
            let filters = (0..<choices.index(below: 3)).map { _ in choices.element(of: topics) }
            return Packets.unsubscribe(id, filters, properties: properties)
        case 6:
            let codes = Mutation.noise(choices.index(below: 4), &choices)
            return Packets.subscribeAcknowledgement(id, codes, properties: properties)
        case 7: return Packets.unsubscribeAcknowledgement(id, [0], properties: properties)
        case 8:
            return choices.element(of: [
                Packets.acknowledgement(id), [0x62, 2, 0, 7], [0x50, 2, 0, 7], [0x70, 2, 0, 7],
            ])
        case 9: return choices.element(of: [[0xC0, 0], [0xD0, 0], Packets.disconnect, [0xF0, 0], [0xE0, 2, 0, 0]])
        case 10:
            let lengths: [[UInt8]] = [
                [0x80], [0xFF, 0xFF, 0xFF, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF, 1], [0], [1], [0x80, 0x80, 4],
            ]
            return [UInt8(choices.index(below: 256))] + choices.element(of: lengths)
        default:
            return Packets.frame(UInt8(choices.index(below: 256)), Mutation.noise(choices.index(below: 30), &choices))
        }
    }

    private static let topics = [
        "/1000000067/a", "/1000000067", "/1000000067/#", "/1000000067/+/x", "/x", "#", "+/+", "$SYS/#", "",
        "$share/g//1000000067/+", "$share/g/#", "$share//x", "/10000000670",
        String(repeating: "/1000000067", count: 500),
        "/1000000067/" + String(repeating: "t", count: 60_000),
    ]

    /// With their length in front.
    private static func properties(_ choices: inout Choices) -> [UInt8] {
        let known: [[UInt8]] = [
            [0x23, 0, 1], [0x23, 0, 0], [0x23, 0xFF, 0xFF], [0x01, 1], [0x02, 0, 0, 0, 1], [0x08, 0, 1, 0x61],
            [0x09, 0, 0], [0x0B, 0x80, 0x01], [0x0B, 0xFF, 0xFF, 0xFF, 0xFF], [0x26, 0, 1, 0x61, 0, 1, 0x62],
            [0x26, 0xFF, 0xFF],
            [0x99],
        ]
        let content = (0..<choices.index(below: 3)).flatMap { _ in choices.element(of: known) }
        let length = choices.once(in: 10) ? UInt8(choices.index(below: 256)) : UInt8(content.count)
        return [length] + content
    }
}

/// Lets the user `a` in to `/1000000067`, and now and then every client to everything.
private final class ChangingAccess: MQTTAccess, @unchecked Sendable {
    var isOpen: Bool { didSet { revision += 1 } }
    private(set) var revision = 0

    init(isOpen: Bool) { self.isOpen = isOpen }

    func admit(username: String?, password: [UInt8]?) -> MQTTAdmission {
        isOpen ? .everything : OneTenant().admit(username: username, password: password)
    }
}

extension Flow {
    /// No whole PUBLISH to a topic of others is in what was passed on, read without the code under test.
    fileprivate func check() throws {
        for bytes in [toBroker, toClient] {
            for topic in Self.publishedTopics(bytes) where !topic.isEmpty {
                let text = String(decoding: topic, as: UTF8.self)
                guard text == "/1000000067" || text.hasPrefix("/1000000067/") else {
                    throw Fuzzing.Finding("a message to '\(text)' was passed on")
                }
            }
        }
    }

    private static func publishedTopics(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var (rest, topics) = (bytes[...], [ArraySlice<UInt8>]())
        while let first = rest.popFirst() {
            var (length, shift) = (0, 0)
            while let byte = rest.popFirst() {
                length |= Int(byte & 0x7F) << shift
                shift += 7
                if byte & 0x80 == 0 || shift > 21 { break }
            }
            let body = rest.prefix(length)
            if first >> 4 == 3, body.count >= 2 {
                let count = Int(body[body.startIndex]) << 8 | Int(body[body.startIndex + 1])
                topics.append(body.dropFirst(2).prefix(count))
            }
            rest = rest.dropFirst(length)
        }
        return topics
    }
}
