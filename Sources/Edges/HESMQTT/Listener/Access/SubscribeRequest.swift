import NIOCore

/// A SUBSCRIBE that can be passed on in part (MQTT 3.1.1 §3.8, MQTT 5 §3.8).
struct SubscribeRequest: Sendable, Hashable {
    struct Entry: Sendable, Hashable {
        var filter: ByteBuffer
        var options: UInt8
    }

    var packetID: UInt16
    /// Nil before MQTT 5.
    private var properties: ByteBuffer?
    var entries: [Entry] = []

    /// Nil when anything is cut short or left over.
    init?(_ body: ByteBuffer, protocolLevel: Int) {
        var rest = body
        guard let packetID = rest.readInteger(as: UInt16.self) else { return nil }
        self.packetID = packetID
        if protocolLevel == 5 {
            guard let properties = rest.readPropertyBytes() else { return nil }
            self.properties = properties
        }
        while rest.readableBytes > 0 {
            guard let filter = rest.readLengthPrefixedBytes(), let options = rest.readInteger(as: UInt8.self) else {
                return nil
            }
            entries.append(Entry(filter: filter, options: options))
        }
    }

    /// A SUBSCRIBE of the same number for the entries that are asked.
    func frame(first: UInt8, asking isAsked: [Bool]) -> ByteBuffer {
        var body = ByteBuffer(integer: packetID)
        if let properties {
            body.writeVariableInteger(properties.readableBytes)
            body.writeImmutableBuffer(properties)
        }
        for (entry, isAsked) in zip(entries, isAsked) where isAsked {
            body.writeInteger(UInt16(entry.filter.readableBytes))
            body.writeImmutableBuffer(entry.filter)
            body.writeInteger(entry.options)
        }
        return .frame(first: first, body: body)
    }
}

/// A SUBSCRIBE that was passed on in part: completes the broker's SUBACK for the filters it was not asked for.
struct PartialSubscription: Sendable, Hashable {
    var packetID: UInt16
    /// For each filter of the client, whether the broker was asked for it.
    var isAsked: [Bool]

    /// - Returns: nil when the frame is not the answer to this SUBSCRIBE.
    func merged(_ frame: FrameReader.Frame, protocolLevel: Int) -> ByteBuffer? {
        var rest = frame.body
        guard rest.readInteger(as: UInt16.self) == packetID else { return nil }
        if protocolLevel == 5, rest.readPropertyBytes() == nil { return nil }
        var codes = rest.readableBytesView[...]
        guard codes.count == isAsked.count(where: \.self) else { return nil }
        var body = frame.body.getSlice(at: 0, length: frame.body.readableBytes - codes.count) ?? ByteBuffer()
        for isAsked in isAsked {
            body.writeInteger(isAsked ? codes.popFirst() ?? 0x80 : Self.denial(protocolLevel))
        }
        return .frame(first: frame.first, body: body)
    }

    /// The answer when the broker was asked for no filter.
    func denial(protocolLevel: Int) -> ByteBuffer {
        var body = ByteBuffer(integer: packetID)
        if protocolLevel == 5 { body.writeInteger(UInt8(0)) }
        body.writeRepeatingByte(Self.denial(protocolLevel), count: isAsked.count)
        return .frame(first: 0x90, body: body)
    }

    /// Failure (MQTT 3.1.1 §3.9.3), not authorized (MQTT 5 §3.9.3).
    private static func denial(_ protocolLevel: Int) -> UInt8 { protocolLevel == 5 ? 0x87 : 0x80 }
}

extension ByteBuffer {
    fileprivate static func frame(first: UInt8, body: ByteBuffer) -> ByteBuffer {
        var frame = ByteBuffer(integer: first)
        frame.writeVariableInteger(body.readableBytes)
        frame.writeImmutableBuffer(body)
        return frame
    }

    fileprivate mutating func writeVariableInteger(_ value: Int) {
        var rest = value
        repeat {
            writeInteger(UInt8(rest % 128) | (rest >= 128 ? 0x80 : 0))
            rest /= 128
        } while rest > 0
    }
}
