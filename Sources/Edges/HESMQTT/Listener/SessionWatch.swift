import NIOCore

/// What the bytes of one connection mean; told the bytes, it answers with what happened.
struct SessionWatch: Sendable {
    private(set) var clientID = ""
    private(set) var username: String?
    /// Nil until CONNECT was seen.
    private(set) var protocolLevel: Int?
    private var fromClient = PacketScanner()
    private var fromBroker = PacketScanner()
    private var pending = PendingSubscriptions()
    /// The client began with something else than CONNECT, or said goodbye: nothing further is looked into.
    private var isOver = false

    /// True once it is clear that the client does not speak MQTT.
    var isNotMQTT: Bool { protocolLevel == nil && (isOver || fromClient.isLost) }

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
            if let fields = SubscribeFields(packet.body, protocolLevel: protocolLevel) { pending.append(fields) }
            return nil
        case .publishAcknowledgement:
            return packet.body.getInteger(at: packet.body.readerIndex, as: UInt16.self)
                .map { .acknowledged(packetID: Int($0)) }
        case .disconnect:
            isOver = true
            return .disconnected(.byClient)
        case .connect, .connectAcknowledgement, .subscribeAcknowledgement:
            return nil
        }
    }

    private mutating func connect(_ packet: PacketScanner.Packet) {
        guard packet.type == .connect, let fields = ConnectFields(packet.body) else {
            isOver = true
            return
        }
        (clientID, username, protocolLevel) = (fields.clientID, fields.username, fields.protocolLevel)
    }

    private mutating func brokerSent(_ packet: PacketScanner.Packet, protocolLevel: Int) -> MQTTClientEvent.Kind? {
        switch packet.type {
        case .connectAcknowledgement:
            return packet.body.getInteger(at: packet.body.readerIndex + 1, as: UInt8.self)
                .map { .connected(returnCode: Int($0)) }
        case .subscribeAcknowledgement:
            return SubscribeAcknowledgementFields(packet.body, protocolLevel: protocolLevel)
                .map { .subscribed(pending.take($0)) }
        case .connect, .publishAcknowledgement, .subscribe, .disconnect:
            return nil
        }
    }
}

/// SUBSCRIBEs whose SUBACK has not come.
///
/// At most 256, with at most 256 KiB of filters; beyond that the SUBACK is told without filters.
struct PendingSubscriptions: Sendable {
    private var waiting: [SubscribeFields] = []
    private var keptBytes = 0

    mutating func append(_ fields: SubscribeFields) {
        guard waiting.count < 256, keptBytes + fields.filterBytes <= 262_144 else { return }
        keptBytes += fields.filterBytes
        waiting.append(fields)
    }

    mutating func take(_ answer: SubscribeAcknowledgementFields) -> [MQTTSubscription] {
        guard let index = waiting.firstIndex(where: { $0.packetID == answer.packetID }) else { return [] }
        let fields = waiting.remove(at: index)
        keptBytes -= fields.filterBytes
        return zip(fields.requests, answer.codes).map { request, code in
            MQTTSubscription(filter: request.filter, requestedQoS: request.qos, granted: code)
        }
    }
}

extension SubscribeFields {
    fileprivate var filterBytes: Int { requests.reduce(0) { $0 + $1.filter.utf8.count } }
}
