import NIOCore

/// Cuts one direction of an MQTT connection into frames, and holds the beginning of each until it can be judged.
///
/// Holds at most 128 KiB and a topic, and never a PUBLISH's payload.
struct FrameReader: Sendable {
    /// What must be there before a frame is judged.
    enum Extent: Sendable {
        case header
        /// Through the packet's number, in MQTT 5 through the properties.
        case publish(hasProperties: Bool)
        /// All of it, or the header alone when it is longer than `limit` bytes.
        case whole
    }

    struct Frame: Sendable, Hashable {
        /// As on the wire, or its beginning.
        var bytes: ByteBuffer
        var headerLength: Int
        var isWhole: Bool

        var first: UInt8 { bytes.getInteger(at: bytes.readerIndex) ?? 0 }
        var type: UInt8 { first >> 4 }
        var qos: Int { Int(first >> 1 & 0x03) }
        var body: ByteBuffer {
            bytes.getSlice(at: bytes.readerIndex + headerLength, length: bytes.readableBytes - headerLength)
                ?? ByteBuffer()
        }
    }

    enum Piece: Sendable, Hashable {
        case frame(Frame)
        /// More of the last frame.
        case rest(ByteBuffer)
        /// These bytes are not MQTT; the reader returns no further frame.
        case malformed
    }

    static let limit = 65_536

    private var held = ByteBuffer()
    private var remaining = 0

    /// Every frame was returned to its end.
    var isBetweenFrames: Bool { remaining == 0 }

    /// The next piece of `bytes`; nil when they are used up.
    mutating func next(_ bytes: inout ByteBuffer, extent: (_ type: UInt8) -> Extent) -> Piece? {
        if remaining > 0 {
            guard let rest = bytes.readSlice(length: min(remaining, bytes.readableBytes)), rest.readableBytes > 0 else {
                return nil
            }
            remaining -= rest.readableBytes
            return .rest(rest)
        }
        while true {
            switch FrameMeasure(held, extent: extent) {
            case .malformed: return .malformed
            case .enough(let headerLength, let length):
                return .frame(cutFrame(headerLength: headerLength, length: length))
            case .missing(let count):
                guard var more = bytes.readSlice(length: min(count, bytes.readableBytes)), more.readableBytes > 0 else {
                    return nil
                }
                held.writeBuffer(&more)
            }
        }
    }

    /// Takes from the beginning of `bytes` what may pass as it is: more of the last frame, and frames of which everything
    /// within their extent is there; `extent` is nil for a frame that is to be returned by `next`.
    ///
    /// - Returns: nil when there is nothing of that kind.
    mutating func takeWhole(_ bytes: inout ByteBuffer, extent: (_ type: UInt8) -> Extent?) -> ByteBuffer? {
        guard held.readableBytes == 0 else { return nil }
        var count = min(remaining, bytes.readableBytes)
        remaining -= count
        while remaining == 0, count < bytes.readableBytes,
            let first = bytes.getInteger(at: bytes.readerIndex + count, as: UInt8.self),
            let extent = extent(first >> 4),
            let rest = bytes.getSlice(at: bytes.readerIndex + count, length: bytes.readableBytes - count),
            case .enough(_, let length) = FrameMeasure(rest, extent: { _ in extent })
        {
            let taken = min(length, rest.readableBytes)
            count += taken
            remaining = length - taken
        }
        return count > 0 ? bytes.readSlice(length: count) : nil
    }

    /// The beginning of a frame that was not returned yet.
    mutating func removeHeld() -> ByteBuffer {
        defer { held = ByteBuffer() }
        return held
    }

    /// How much of the last frame has not been returned, in bytes.
    var missingBytes: Int { remaining }

    private mutating func cutFrame(headerLength: Int, length: Int) -> Frame {
        defer { held = ByteBuffer() }
        remaining = length - held.readableBytes
        return Frame(bytes: held, headerLength: headerLength, isWhole: remaining == 0)
    }
}

/// How much of a frame's beginning is still missing.
enum FrameMeasure: Sendable, Hashable {
    case missing(Int)
    /// The lengths of the fixed header and of the whole frame.
    case enough(header: Int, frame: Int)
    case malformed

    init(_ held: ByteBuffer, extent: (_ type: UInt8) -> FrameReader.Extent) {
        guard let first = held.getInteger(at: held.readerIndex, as: UInt8.self) else {
            self = .missing(1)
            return
        }
        switch held.variableInteger(at: 1) {
        // Type 0 is reserved (MQTT 3.1.1 §2.2.1).
        case _ where first >> 4 == 0, .malformed: self = .malformed
        case .incomplete: self = .missing(1)
        case .value(let bodyLength, let size):
            let (header, end) = (1 + size, 1 + size + bodyLength)
            let wanted: Int? =
                switch extent(first >> 4) {
                case .header: header
                case .whole: bodyLength > FrameReader.limit ? header : end
                case .publish(let hasProperties):
                    held.publishEnd(header, hasNumber: first & 0x06 != 0, hasProperties: hasProperties)
                }
            guard let wanted, wanted <= end else {
                self = .malformed
                return
            }
            let missing = wanted - held.readableBytes
            self = missing > 0 ? .missing(missing) : .enough(header: header, frame: end)
        }
    }
}

extension ByteBuffer {
    fileprivate enum VariableInteger {
        case value(Int, size: Int)
        case incomplete
        case malformed
    }

    /// Seven bits per byte, at most four bytes (MQTT 5 §1.5.5).
    fileprivate func variableInteger(at offset: Int) -> VariableInteger {
        var value = 0
        for index in 0..<4 {
            guard let byte = getInteger(at: readerIndex + offset + index, as: UInt8.self) else { return .incomplete }
            value |= Int(byte & 0x7F) << (7 * index)
            if byte & 0x80 == 0 { return .value(value, size: index + 1) }
        }
        return .malformed
    }

    /// A lower bound for the offset of a PUBLISH's payload, exact once the header is there; nil when it is malformed.
    fileprivate func publishEnd(_ header: Int, hasNumber: Bool, hasProperties: Bool) -> Int? {
        guard let length = getInteger(at: readerIndex + header, as: UInt16.self) else { return header + 2 }
        let end = header + 2 + Int(length) + (hasNumber ? 2 : 0)
        guard hasProperties else { return end }
        guard readableBytes >= end else { return end + 1 }
        return switch variableInteger(at: end) {
        case .incomplete: readableBytes + 1
        case .malformed: nil
        case .value(let count, let size): count > FrameReader.limit ? end + size : end + size + count
        }
    }
}
