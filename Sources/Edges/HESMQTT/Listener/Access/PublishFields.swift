import NIOCore

/// Topic, number and alias of a PUBLISH (MQTT 3.1.1 §3.3, MQTT 5 §3.3).
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

    /// Nil when the frame ends before its topic or number.
    init?(_ frame: FrameReader.Frame, protocolLevel: Int) {
        var rest = frame.body
        guard let topic = rest.readLengthPrefixedBytes() else { return nil }
        self.topic = topic
        if frame.qos > 0 {
            guard let packetID = rest.readInteger(as: UInt16.self) else { return nil }
            self.packetID = packetID
        }
        if protocolLevel == 5 { alias = rest.readPropertyBytes().map(Self.alias) ?? .unreadable }
    }

    /// The identifier of a property determines its length (MQTT 5 §2.2.2.2).
    private static func alias(_ properties: ByteBuffer) -> Alias {
        var (rest, alias) = (properties, Alias.none)
        while let identifier = rest.readInteger(as: UInt8.self) {
            guard identifier == 0x23 else {
                guard rest.skipPublishProperty(identifier) else { return .unreadable }
                continue
            }
            guard let number = rest.readInteger(as: UInt16.self) else { return .unreadable }
            alias = .number(number)
        }
        return alias
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
        case 0x03, 0x08, 0x09: readLengthPrefixedBytes() != nil
        case 0x0B: readVariableInteger() != nil
        case 0x26: readLengthPrefixedBytes() != nil && readLengthPrefixedBytes() != nil
        default: false
        }
    }
}
