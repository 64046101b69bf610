import NIOCore

/// What the client may say.
extension AccessGate {
    mutating func nextFromClient(_ bytes: inout ByteBuffer) -> FrameReader.Piece? {
        let session = session
        return fromClient.next(&bytes) { type in
            switch FrameType(rawValue: type) {
            case .connect where session == nil: .whole
            case .publish: .publish(hasProperties: session?.protocolLevel == 5)
            case .subscribe: .whole
            default: .header
            }
        }
    }

    mutating func judge(_ frame: FrameReader.Frame) -> [Step] {
        guard let session else { return connect(frame) }
        switch FrameType(rawValue: frame.type) {
        // A second one, which is none of MQTT (3.1.1 §3.1).
        case .connect: return turnAway()
        case .publish: return publish(frame, session)
        case .subscribe: return subscribe(frame, session)
        default: return Self.pass(frame.bytes)
        }
    }

    private mutating func connect(_ frame: FrameReader.Frame) -> [Step] {
        guard frame.type == FrameType.connect.rawValue, frame.isWhole,
            let fields = ConnectFields(frame.body), fields.isWhole
        else { return [.heard(frame.bytes)] + turnAway() }
        if let code = refusal(fields) { return [.heard(frame.bytes)] + turnAway(code: code) }
        return Self.pass(frame.bytes)
    }

    /// Nil where the client is let in.
    private mutating func refusal(_ fields: ConnectFields) -> UInt8? {
        // What another protocol means cannot be judged.
        guard (3...5).contains(fields.protocolLevel) else { return Refusal.protocolUnknown }
        let admission = access.admit(username: fields.username, password: fields.password)
        if case .refused(let code) = admission { return code }
        guard let scope = TopicScope(admission) else { return Refusal.notAuthorized }
        if let topic = fields.willTopic, !scope.allows(topic: topic.readableBytesView) { return Refusal.notAuthorized }
        session = Session(scope: scope, protocolLevel: fields.protocolLevel)
        return nil
    }

    /// MQTT 3.1.1 has no answer that says "no": the connection is closed (§3.3.5).
    private mutating func publish(_ frame: FrameReader.Frame, _ session: Session) -> [Step] {
        guard frame.qos < 3, let fields = PublishFields(frame, protocolLevel: session.protocolLevel),
            clientAliases.allows(fields, in: session.scope)
        else { return turnAway() }
        return Self.pass(frame.bytes)
    }

    /// The broker is asked for what is allowed; where that is nothing, it is not asked.
    private mutating func subscribe(_ frame: FrameReader.Frame, _ session: Session) -> [Step] {
        guard frame.isWhole, let request = SubscribeRequest(frame.body, protocolLevel: session.protocolLevel) else {
            return turnAway()
        }
        let isAllowed = request.entries.map { session.scope.allows(filter: $0.filter.readableBytesView) }
        guard isAllowed.contains(false) else { return Self.pass(frame.bytes) }
        let partial = PartialSubscription(packetID: request.packetID, isAsked: isAllowed)
        guard isAllowed.contains(true) else {
            answers.writeImmutableBuffer(partial.denial(protocolLevel: session.protocolLevel))
            return [.heard(frame.bytes)]
        }
        guard remember(partial) else { return turnAway() }
        return [.heard(frame.bytes), .toBroker(request.frame(frame.first, asking: isAllowed))]
    }

    /// At most 256, of 65 536 filters; false beyond that.
    private mutating func remember(_ partial: PartialSubscription) -> Bool {
        let filters = partials.reduce(partial.isAsked.count) { $0 + $1.isAsked.count }
        guard partials.count < 256, filters <= 65_536 else { return false }
        partials.append(partial)
        return true
    }
}
