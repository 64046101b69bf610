import NIOCore

/// Finds packets in one direction of an MQTT connection, independent of how TCP has cut them.
///
/// Keeps of a packet only what is inspected: nothing of a PUBLISH, at most 64 KiB of a CONNECT, SUBSCRIBE, UNSUBSCRIBE
/// or their acknowledgements.
struct PacketScanner: Sendable {
    struct Packet: Sendable, Hashable {
        var type: PacketType
        /// Variable header and payload, or their beginning.
        var body: ByteBuffer
    }

    private enum State: Sendable {
        case start
        case length(first: UInt8, value: Int, shift: Int)
        case body(Packet?, remaining: Int)
        /// These bytes are not MQTT.
        case lost
    }

    private var state = State.start

    var isLost: Bool { if case .lost = state { true } else { false } }

    /// - Returns: inspected packets whose last byte is among these bytes.
    mutating func scan(_ bytes: ByteBuffer) -> [Packet] {
        var rest = bytes
        var packets: [Packet] = []
        while rest.readableBytes > 0, !isLost {
            if let packet = step(&rest) { packets.append(packet) }
        }
        return packets
    }

    /// Reads at least one byte.
    private mutating func step(_ rest: inout ByteBuffer) -> Packet? {
        switch state {
        case .start:
            let first = rest.readInteger(as: UInt8.self) ?? 0
            // Type 0 is reserved (MQTT 3.1.1 §2.2.1).
            state = first >> 4 == 0 ? .lost : .length(first: first, value: 0, shift: 0)
            return nil
        case .length(let first, let value, let shift):
            return readLength(rest.readInteger() ?? 0, first: first, value: value, shift: shift)
        case .body(let packet, let remaining):
            return readBody(&rest, of: packet, remaining: remaining)
        case .lost:
            return nil
        }
    }

    /// Seven bits per byte, at most four bytes (MQTT 3.1.1 §2.2.3).
    private mutating func readLength(_ byte: UInt8, first: UInt8, value: Int, shift: Int) -> Packet? {
        let value = value | Int(byte & 0x7F) << shift
        if byte & 0x80 != 0 {
            state = shift == 21 ? .lost : .length(first: first, value: value, shift: shift + 7)
            return nil
        }
        let packet = PacketType(rawValue: first >> 4).map { Packet(type: $0, body: ByteBuffer()) }
        state = value == 0 ? .start : .body(packet, remaining: value)
        return value == 0 ? packet : nil
    }

    private mutating func readBody(_ rest: inout ByteBuffer, of packet: Packet?, remaining: Int) -> Packet? {
        // A packet that `state` still held would be copied at each write to it.
        state = .start
        var packet = packet
        let count = min(remaining, rest.readableBytes)
        if let type = packet?.type, let kept = packet?.body.readableBytes {
            let wanted = min(count, type.keptBytes - kept)
            let slice = rest.getSlice(at: rest.readerIndex, length: wanted)
            if let slice { packet?.body.writeImmutableBuffer(slice) }
        }
        rest.moveReaderIndex(forwardBy: count)
        guard count == remaining else {
            state = .body(packet, remaining: remaining - count)
            return nil
        }
        return packet
    }
}

/// The packets that are inspected (MQTT 3.1.1 §2.2.1).
enum PacketType: UInt8, Sendable {
    case connect = 1
    case connectAcknowledgement = 2
    case publishAcknowledgement = 4
    case subscribe = 8
    case subscribeAcknowledgement = 9
    case unsubscribe = 10
    case unsubscribeAcknowledgement = 11
    case disconnect = 14

    /// How much of the body is kept, in bytes.
    var keptBytes: Int {
        switch self {
        case .connect, .subscribe, .subscribeAcknowledgement, .unsubscribe, .unsubscribeAcknowledgement: 65_536
        case .connectAcknowledgement, .publishAcknowledgement: 2
        case .disconnect: 0
        }
    }
}
