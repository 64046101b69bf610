import NIOCore

/// Topics, number and alias of a PUBLISH (MQTT 3.1.1 §3.3, MQTT 5 §3.3).
struct PublishFields: Sendable, Hashable {
    enum Alias: Sendable, Hashable {
        case none
        case number(UInt16)
        /// The properties are too long or not those of a PUBLISH.
        case unreadable
    }

    var topic: ByteBuffer
    /// Nil at QoS 0.
    var packetID: UInt16?
    var alias = Alias.none
    /// Where an answer is asked for (MQTT 5 §3.3.2.3.5); nil without one.
    var responseTopic: ByteBuffer?

    /// Nil when the frame ends before its topic or number.
    init?(_ frame: FrameReader.Frame, protocolLevel: Int) {
        var rest = frame.body
        guard let topic = rest.readLengthPrefixedBytes() else { return nil }
        self.topic = topic
        if frame.qos > 0 {
            guard let packetID = rest.readInteger(as: UInt16.self) else { return nil }
            self.packetID = packetID
        }
        guard protocolLevel == 5 else { return }
        guard var properties = rest.readPropertyBytes(), read(&properties) else {
            alias = .unreadable
            return
        }
    }

    /// The identifier of a property determines its length (MQTT 5 §2.2.2.2).
    ///
    /// - Returns: false when they are not those of a PUBLISH, or are cut short.
    private mutating func read(_ properties: inout ByteBuffer) -> Bool {
        while let identifier = properties.readInteger(as: UInt8.self) {
            switch identifier {
            case 0x08:
                responseTopic = properties.readLengthPrefixedBytes()
                guard responseTopic != nil else { return false }
            case 0x23:
                guard let number = properties.readInteger(as: UInt16.self) else { return false }
                alias = .number(number)
            default: guard properties.skipPublishProperty(identifier) else { return false }
            }
        }
        return true
    }
}

/// The response topic among the properties of a last will (MQTT 5 §3.1.3.2).
enum WillProperties {
    /// - Returns: nil when they are not those of a will, or are cut short; an empty topic without a response topic.
    static func responseTopic(_ properties: ByteBuffer) -> ByteBuffer? {
        var (rest, topic) = (properties, ByteBuffer())
        while let identifier = rest.readInteger(as: UInt8.self) {
            switch identifier {
            case 0x08:
                guard let found = rest.readLengthPrefixedBytes() else { return nil }
                topic = found
            // The will's delay, which a PUBLISH does not have.
            case 0x18: guard rest.readInteger(as: UInt32.self) != nil else { return nil }
            default: guard rest.skipPublishProperty(identifier) else { return nil }
            }
        }
        return topic
    }
}

extension ByteBuffer {
    /// Reads bytes behind their length of two bytes; nil when they are cut short.
    mutating func readLengthPrefixedBytes() -> ByteBuffer? {
        readInteger(as: UInt16.self).flatMap { readSlice(length: Int($0)) }
    }

    /// Reads properties behind their length of up to four bytes (MQTT 5 §2.2.2); nil when they are cut short.
    mutating func readPropertyBytes() -> ByteBuffer? {
        readVariableInteger().flatMap { readSlice(length: $0) }
    }

    private mutating func readVariableInteger() -> Int? {
        var value = 0
        for shift in stride(from: 0, through: 21, by: 7) {
            guard let byte = readInteger(as: UInt8.self) else { return nil }
            value |= Int(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }

    /// - Returns: false when it is not a property of PUBLISH, or is cut short.
    fileprivate mutating func skipPublishProperty(_ identifier: UInt8) -> Bool {
        switch identifier {
        case 0x01: readInteger(as: UInt8.self) != nil
        case 0x02: readInteger(as: UInt32.self) != nil
        case 0x03, 0x09: readLengthPrefixedBytes() != nil
        case 0x0B: readVariableInteger() != nil
        case 0x26: readLengthPrefixedBytes() != nil && readLengthPrefixedBytes() != nil
        default: false
        }
    }
}
