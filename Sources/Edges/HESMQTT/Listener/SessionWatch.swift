import HESSimulation
import NIOCore

/// Reads the bytes of one connection, in both directions, and returns the events that they mean.
struct SessionWatch: Sendable {
    private(set) var clientID = ""
    private(set) var username: String?
    /// Nil until CONNECT was seen.
    private(set) var protocolLevel: Int?
    /// CONNECT asked for the session that the broker kept.
    private(set) var resumesSession = false
    private var fromClient = PacketScanner()
    private var fromBroker = PacketScanner()
    private var pending = PendingSubscriptions()
    /// The client did not begin with CONNECT, or has sent DISCONNECT: further bytes are not inspected.
    private var isOver = false

    /// True once it is clear that the client does not speak MQTT.
    var isNotMQTT: Bool { protocolLevel == nil && (isOver || fromClient.isLost) }

    /// Filters of SUBSCRIBEs that the broker has not answered.
    var askedFilters: [String] { pending.askedFilters }

    mutating func clientSent(_ bytes: ByteBuffer) -> [MQTTClientEvent.Kind] {
        guard !isOver else { return [] }
        var kinds: [MQTTClientEvent.Kind] = []
        for packet in fromClient.scan(bytes) where !isOver {
            if let kind = clientSent(packet) { kinds.append(kind) }
        }
        return kinds
    }

    mutating func brokerSent(_ bytes: ByteBuffer) -> [MQTTClientEvent.Kind] {
        guard !isOver, let protocolLevel else { return [] }
        return fromBroker.scan(bytes).compactMap { brokerSent($0, protocolLevel: protocolLevel) }
    }

    private mutating func clientSent(_ packet: PacketScanner.Packet) -> MQTTClientEvent.Kind? {
        guard let protocolLevel else {
            connect(packet)
            return nil
        }
        switch packet.type {
        case .subscribe:
            if let fields = SubscribeFields(packet.body, protocolLevel: protocolLevel) {
                pending.append(.subscribe(fields))
            }
            return nil
        case .unsubscribe:
            let fields = UnsubscribeFields(packet.body, protocolLevel: protocolLevel)
            if let fields { pending.append(.unsubscribe(fields)) }
            return nil
        case .publishAcknowledgement:
            return packet.body.getInteger(at: packet.body.readerIndex, as: UInt16.self)
                .map { .acknowledged(packetID: Int($0)) }
        case .disconnect:
            isOver = true
            return .disconnected(.byClient)
        case .connect, .connectAcknowledgement, .subscribeAcknowledgement, .unsubscribeAcknowledgement:
            return nil
        }
    }

    private mutating func connect(_ packet: PacketScanner.Packet) {
        guard packet.type == .connect, let fields = ConnectFields(packet.body) else {
            isOver = true
            return
        }
        (clientID, username, protocolLevel) = (fields.clientID, fields.username, fields.protocolLevel)
        resumesSession = fields.resumesSession
    }

    private mutating func brokerSent(_ packet: PacketScanner.Packet, protocolLevel: Int) -> MQTTClientEvent.Kind? {
        switch packet.type {
        case .connectAcknowledgement:
            var rest = packet.body
            guard let flags = rest.readInteger(as: UInt8.self), let code = rest.readInteger(as: UInt8.self) else {
                return nil
            }
            return .connected(returnCode: Int(code), resumesSession: flags & 0x01 != 0)
        case .subscribeAcknowledgement:
            return AcknowledgementFields(packet.body, protocolLevel: protocolLevel)
                .map { .subscribed(pending.subscriptions(answeredBy: $0)) }
        case .unsubscribeAcknowledgement:
            return AcknowledgementFields(packet.body, protocolLevel: protocolLevel)
                .map { .unsubscribed(filters: pending.filtersGivenBack(by: $0)) }
        case .connect, .publishAcknowledgement, .subscribe, .unsubscribe, .disconnect:
            return nil
        }
    }
}

/// SUBSCRIBEs and UNSUBSCRIBEs whose acknowledgement has not come.
///
/// At most 256, with at most 256 KiB of filters; beyond that the acknowledgement is reported without filters.
struct PendingSubscriptions: Sendable {
    enum Packet: Sendable {
        case subscribe(SubscribeFields)
        case unsubscribe(UnsubscribeFields)
    }

    private var waiting: [Packet] = []
    private var keptBytes = 0

    var askedFilters: [String] {
        waiting.flatMap { packet -> [String] in
            if case .subscribe(let fields) = packet { fields.requests.map(\.filter) } else { [] }
        }
    }

    mutating func append(_ packet: Packet) {
        guard waiting.count < 256, keptBytes + packet.filterBytes <= 262_144 else { return }
        keptBytes += packet.filterBytes
        waiting.append(packet)
    }

    mutating func subscriptions(answeredBy answer: AcknowledgementFields) -> [MQTTSubscription] {
        let fields = remove { packet in
            if case .subscribe(let fields) = packet, fields.packetID == answer.packetID { fields } else { nil }
        }
        return zip(fields?.requests ?? [], answer.codes).map { request, code in
            MQTTSubscription(filter: request.filter, requestedQoS: request.qos, granted: code)
        }
    }

    /// All filters of the UNSUBSCRIBE but those that the broker refused to give up (MQTT 5 §3.11.3: 128 and up).
    mutating func filtersGivenBack(by answer: AcknowledgementFields) -> [String] {
        let fields = remove { packet in
            if case .unsubscribe(let fields) = packet, fields.packetID == answer.packetID { fields } else { nil }
        }
        return (fields?.filters ?? []).enumerated().compactMap { index, filter in
            index < answer.codes.count && answer.codes[index] >= 0x80 ? nil : filter
        }
    }

    /// Removes the first packet for which `match` has a value.
    private mutating func remove<Fields>(_ match: (Packet) -> Fields?) -> Fields? {
        for (index, packet) in waiting.enumerated() {
            guard let fields = match(packet) else { continue }
            waiting.remove(at: index)
            keptBytes -= packet.filterBytes
            assert(keptBytes >= 0 && (keptBytes == 0 || !waiting.isEmpty), "the bytes are those of the waiting packets")
            return fields
        }
        return nil
    }
}

extension PendingSubscriptions.Packet {
    fileprivate var filterBytes: Int {
        switch self {
        case .subscribe(let fields): fields.requests.reduce(0) { $0 + $1.filter.utf8.count }
        case .unsubscribe(let fields): fields.filters.reduce(0) { $0 + $1.utf8.count }
        }
    }
}
