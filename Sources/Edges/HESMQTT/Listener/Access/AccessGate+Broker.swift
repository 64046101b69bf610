import NIOCore

/// What the broker may tell: a session that it kept may have subscriptions of somebody else, who had the same client id.
extension AccessGate {
    mutating func nextFromBroker(_ bytes: inout ByteBuffer) -> FrameReader.Piece? {
        let isMerging = !partials.isEmpty
        let hasProperties = session?.protocolLevel == 5
        return fromBroker.next(&bytes) { type in
            switch FrameType(rawValue: type) {
            case .publish: .publish(hasProperties: hasProperties)
            case .subscribeAcknowledgement where isMerging: .whole
            case .publishRelease: .whole
            default: .header
            }
        }
    }

    mutating func deliver(_ frame: FrameReader.Frame) -> [Step] {
        isWithholding = false
        guard let session else { return [.toClient(frame.bytes)] }
        switch FrameType(rawValue: frame.type) {
        case .connectAcknowledgement: isGreeted = true
        case .publish: return publish(frame, session)
        case .publishRelease: return release(frame)
        case .subscribeAcknowledgement: return [.toClient(merged(frame, session))]
        default: break
        }
        return [.toClient(frame.bytes)]
    }

    /// Takes what the client must not see in its place, so that the broker goes on.
    private mutating func publish(_ frame: FrameReader.Frame, _ session: Session) -> [Step] {
        guard let fields = PublishFields(frame, protocolLevel: session.protocolLevel) else { return turnAway() }
        guard !brokerAliases.allows(fields, in: session.scope) else { return [.toClient(frame.bytes)] }
        isWithholding = true
        guard let packetID = fields.packetID else { return [] }
        if frame.qos == 2 { withheld.insert(packetID) }
        // PUBREC or PUBACK.
        acknowledge(frame.qos == 2 ? 0x50 : 0x40, packetID)
        return []
    }

    private mutating func release(_ frame: FrameReader.Frame) -> [Step] {
        var body = frame.body
        guard let packetID = body.readInteger(as: UInt16.self), withheld.remove(packetID) != nil else {
            return [.toClient(frame.bytes)]
        }
        isWithholding = true
        acknowledge(0x70, packetID)
        return []
    }

    private mutating func acknowledge(_ first: UInt8, _ packetID: UInt16) {
        acknowledgements.writeMultipleIntegers(first, UInt8(2), packetID)
    }

    private mutating func merged(_ frame: FrameReader.Frame, _ session: Session) -> ByteBuffer {
        guard frame.isWhole else { return frame.bytes }
        for (index, partial) in partials.enumerated() {
            guard let bytes = partial.merged(frame, protocolLevel: session.protocolLevel) else { continue }
            partials.remove(at: index)
            return bytes
        }
        return frame.bytes
    }
}
