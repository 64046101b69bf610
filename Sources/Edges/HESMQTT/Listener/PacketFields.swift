import NIOCore

/// The fields of CONNECT that are reported or judged (MQTT 3.1.1 §3.1, MQTT 5 §3.1).
struct ConnectFields: Sendable, Hashable {
    /// 3 and 4: MQTT 3.1 and 3.1.1; 5: MQTT 5.
    var protocolLevel: Int
    /// Empty when the packet ends before it.
    var clientID: String
    var username: String?
    var password: [UInt8]?
    /// Wants to go on with the session of its id: not Clean Session (MQTT 3.1.1 §3.1.2.4), Clean Start in MQTT 5.
    var resumesSession = false
    /// Of the last will, and of the answer that it asks for; empty without a last will.
    var willTopics: [ByteBuffer] = []
    /// The body has all the fields that its flags announce, and nothing else.
    var isWhole = false

    /// Nil when the body is no CONNECT of any MQTT; fields that a short body lacks are nil or empty.
    init?(_ body: ByteBuffer) {
        var rest = body
        guard let name = rest.readMQTTString(), name == "MQTT" || name == "MQIsdp",
            let level = rest.readInteger(as: UInt8.self), let flags = rest.readInteger(as: UInt8.self),
            rest.readInteger(as: UInt16.self) != nil
        else { return nil }
        // mosquitto marks bridges with the highest bit.
        protocolLevel = Int(level & 0x7F)
        clientID = ""
        resumesSession = flags & 0x02 == 0
        isWhole = readPayload(&rest, flags: flags) && rest.readableBytes == 0
    }

    /// - Returns: false when it ends early.
    private mutating func readPayload(_ rest: inout ByteBuffer, flags: UInt8) -> Bool {
        if protocolLevel == 5, rest.readPropertyBytes() == nil { return false }
        guard let clientID = rest.readMQTTString() else { return false }
        self.clientID = clientID
        if flags & 0x04 != 0 {
            if protocolLevel == 5 {
                guard let answer = rest.readPropertyBytes().flatMap(WillProperties.responseTopic) else { return false }
                if answer.readableBytes > 0 { willTopics.append(answer) }
            }
            guard let topic = rest.readLengthPrefixedBytes() else { return false }
            willTopics.append(topic)
            guard rest.readLengthPrefixedBytes() != nil else { return false }
        }
        if flags & 0x80 != 0 { username = rest.readMQTTString() }
        if flags & 0x40 != 0 { password = rest.readLengthPrefixedBytes().map { Array($0.readableBytesView) } }
        return (username != nil) == (flags & 0x80 != 0) && (password != nil) == (flags & 0x40 != 0)
    }
}

/// SUBSCRIBE (MQTT 3.1.1 §3.8, MQTT 5 §3.8).
struct SubscribeFields: Sendable, Hashable {
    struct Request: Sendable, Hashable {
        var filter: String
        var qos: Int
    }

    var packetID: Int
    var requests: [Request] = []

    init?(_ body: ByteBuffer, protocolLevel: Int) {
        var rest = body
        guard let packetID = rest.readInteger(as: UInt16.self) else { return nil }
        self.packetID = Int(packetID)
        if protocolLevel == 5 { rest.skipMQTTProperties() }
        while let filter = rest.readMQTTString(), let options = rest.readInteger(as: UInt8.self) {
            requests.append(Request(filter: filter, qos: Int(options & 0x03)))
        }
    }
}

/// UNSUBSCRIBE (MQTT 3.1.1 §3.10, MQTT 5 §3.10).
struct UnsubscribeFields: Sendable, Hashable {
    var packetID: Int
    var filters: [String] = []

    init?(_ body: ByteBuffer, protocolLevel: Int) {
        var rest = body
        guard let packetID = rest.readInteger(as: UInt16.self) else { return nil }
        self.packetID = Int(packetID)
        if protocolLevel == 5 { rest.skipMQTTProperties() }
        while let filter = rest.readMQTTString() { filters.append(filter) }
    }
}

/// SUBACK and UNSUBACK (MQTT 3.1.1 §3.9 and §3.11, MQTT 5 §3.9 and §3.11).
struct AcknowledgementFields: Sendable, Hashable {
    var packetID: Int
    /// One for each filter; none in an UNSUBACK before MQTT 5.
    var codes: [Int]

    init?(_ body: ByteBuffer, protocolLevel: Int) {
        var rest = body
        guard let packetID = rest.readInteger(as: UInt16.self) else { return nil }
        self.packetID = Int(packetID)
        if protocolLevel == 5 { rest.skipMQTTProperties() }
        codes = rest.readableBytesView.map(Int.init)
    }
}

extension ByteBuffer {
    /// Reads text behind its length of two bytes, and replaces invalid UTF-8; nil when it is cut short.
    fileprivate mutating func readMQTTString() -> String? {
        guard let length = readInteger(as: UInt16.self) else { return nil }
        return readString(length: Int(length))
    }

    /// Skips properties and their length of up to four bytes (MQTT 5 §2.2.2); skips to the end when they are cut short.
    fileprivate mutating func skipMQTTProperties() {
        var length = 0
        for shift in stride(from: 0, through: 21, by: 7) {
            guard let byte = readInteger(as: UInt8.self) else { return }
            length |= Int(byte & 0x7F) << shift
            if byte & 0x80 == 0 { break }
        }
        moveReaderIndex(forwardBy: min(length, readableBytes))
    }
}
