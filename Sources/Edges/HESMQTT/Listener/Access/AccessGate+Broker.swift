import NIOCore

/// What the broker may send: a session that it kept may hold subscriptions of another client with the same client id.
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

    /// Frames that pass while access is open; those of MQTT 5 may set an alias.
    mutating func takeWholeFromBroker(_ bytes: inout ByteBuffer) -> ByteBuffer? {
        let hasProperties = session?.protocolLevel == 5
        return fromBroker.takeWhole(&bytes) { type in
            switch FrameType(rawValue: type) {
            case .publish: hasProperties ? nil : .publish(hasProperties: false)
            default: .header
            }
        }
    }

    mutating func deliver(_ frame: FrameReader.Frame) -> [Step] {
        isWithholding = false
        guard let session else { return [.toClient(frame.bytes)] }
        switch FrameType(rawValue: frame.type) {
        case .connectAcknowledgement: isGreeted = true
        case .publish: return publish(frame, in: session)
        case .publishRelease: return release(frame)
        case .subscribeAcknowledgement: return [.toClient(merged(frame, in: session))]
        default: break
        }
        return [.toClient(frame.bytes)]
    }

    /// Acknowledges a message that is withheld in the client's place, so that the broker sends the next one.
    private mutating func publish(_ frame: FrameReader.Frame, in session: Session) -> [Step] {
        guard let fields = PublishFields(frame, protocolLevel: session.protocolLevel) else {
            return isOpen ? [.toClient(frame.bytes)] + becomeOpaque() : reject()
        }
        guard !brokerAliases.allows(fields, in: session.scope) else { return [.toClient(frame.bytes)] }
        isWithholding = true
        guard let packetID = fields.packetID else { return [] }
        if frame.qos == 2 { withheld.insert(packetID) }
        // PUBREC or PUBACK.
        acknowledge(packetID, with: frame.qos == 2 ? 0x50 : 0x40)
        return []
    }

    private mutating func release(_ frame: FrameReader.Frame) -> [Step] {
        var body = frame.body
        guard let packetID = body.readInteger(as: UInt16.self), withheld.remove(packetID) != nil else {
            return [.toClient(frame.bytes)]
        }
        isWithholding = true
        acknowledge(packetID, with: 0x70)
        return []
    }

    private mutating func acknowledge(_ packetID: UInt16, with first: UInt8) {
        acknowledgements.writeMultipleIntegers(first, UInt8(2), packetID)
    }

    private mutating func merged(_ frame: FrameReader.Frame, in session: Session) -> ByteBuffer {
        guard frame.isWhole else { return frame.bytes }
        for (index, partial) in partials.enumerated() {
            guard let bytes = partial.merged(frame, protocolLevel: session.protocolLevel) else { continue }
            partials.remove(at: index)
            return bytes
        }
        return frame.bytes
    }
}
