import NIOCore

/// What the client may send.
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

    /// Frames that pass while access is open; those of MQTT 5 may set an alias.
    mutating func takeWholeFromClient(_ bytes: inout ByteBuffer) -> ByteBuffer? {
        let hasProperties = session?.protocolLevel == 5
        return fromClient.takeWhole(&bytes) { type in
            switch FrameType(rawValue: type) {
            case .publish: hasProperties ? nil : .publish(hasProperties: false)
            case .subscribe: .whole
            default: .header
            }
        }
    }

    /// Remembers, while access is open, what it takes to judge later frames.
    mutating func note(_ frame: FrameReader.Frame) -> [Step] {
        guard let session else { return noteConnect(frame) }
        guard frame.type == FrameType.publish.rawValue else { return Self.pass(frame.bytes) }
        guard let fields = PublishFields(frame, protocolLevel: session.protocolLevel) else {
            return Self.pass(frame.bytes) + becomeOpaque()
        }
        clientAliases.note(fields)
        return Self.pass(frame.bytes)
    }

    private mutating func noteConnect(_ frame: FrameReader.Frame) -> [Step] {
        guard frame.type == FrameType.connect.rawValue, frame.isWhole, let fields = ConnectFields(frame.body),
            fields.isWhole, (3...5).contains(fields.protocolLevel)
        else { return Self.pass(frame.bytes) + becomeOpaque() }
        begin(fields, in: .everything, whileOpen: true)
        return Self.pass(frame.bytes)
    }

    private mutating func begin(_ fields: ConnectFields, in scope: TopicScope, whileOpen: Bool) {
        let login = Login(
            username: fields.username,
            password: fields.password,
            willTopics: fields.willTopics.map { Array($0.readableBytesView) },
            cameWhileOpen: whileOpen
        )
        session = Session(
            scope: scope,
            protocolLevel: fields.protocolLevel,
            login: login,
            tenantCodes: scope.tenantCodes
        )
    }

    mutating func judge(_ frame: FrameReader.Frame) -> [Step] {
        guard let session else { return connect(frame) }
        switch FrameType(rawValue: frame.type) {
        // A second CONNECT violates the protocol (MQTT 3.1.1 §3.1).
        case .connect: return reject()
        case .publish: return publish(frame, in: session)
        case .subscribe: return subscribe(frame, in: session)
        default: return Self.pass(frame.bytes)
        }
    }

    private mutating func connect(_ frame: FrameReader.Frame) -> [Step] {
        guard frame.type == FrameType.connect.rawValue, frame.isWhole,
            let fields = ConnectFields(frame.body), fields.isWhole
        else { return [.observed(frame.bytes)] + reject() }
        if let code = refusal(fields) { return [.observed(frame.bytes)] + reject(code: code) }
        return Self.pass(frame.bytes)
    }

    /// - Returns: nil when the client is admitted.
    private mutating func refusal(_ fields: ConnectFields) -> UInt8? {
        // Frames of other protocol levels cannot be judged.
        guard (3...5).contains(fields.protocolLevel) else { return Refusal.protocolUnknown }
        let admission = access.admit(username: fields.username, password: fields.password)
        if case .refused(let code) = admission { return code }
        guard let scope = TopicScope(admission) else { return Refusal.notAuthorized }
        let allowsWill = fields.willTopics.allSatisfy { scope.allows(topic: $0.readableBytesView) }
        guard allowsWill else { return Refusal.notAuthorized }
        begin(fields, in: scope, whileOpen: false)
        return nil
    }

    /// MQTT 3.1.1 has no answer that denies a PUBLISH: the connection is closed (§3.3.5).
    private mutating func publish(_ frame: FrameReader.Frame, in session: Session) -> [Step] {
        guard frame.qos < 3, let fields = PublishFields(frame, protocolLevel: session.protocolLevel),
            clientAliases.allows(fields, in: session.scope),
            fields.responseTopic.map({ session.scope.allows(topic: $0.readableBytesView) }) ?? true
        else { return reject() }
        return Self.pass(frame.bytes)
    }

    /// Passes on the filters that are allowed; without any, answers in the broker's place.
    private mutating func subscribe(_ frame: FrameReader.Frame, in session: Session) -> [Step] {
        guard frame.isWhole, let request = SubscribeRequest(frame.body, protocolLevel: session.protocolLevel) else {
            return reject()
        }
        let isAllowed = request.entries.map { session.scope.allows(filter: $0.filter.readableBytesView) }
        guard isAllowed.contains(false) else { return Self.pass(frame.bytes) }
        let partial = PartialSubscription(packetID: request.packetID, isAsked: isAllowed)
        guard isAllowed.contains(true) else {
            answers.writeImmutableBuffer(partial.denial(protocolLevel: session.protocolLevel))
            return [.observed(frame.bytes)]
        }
        guard remember(partial) else { return reject() }
        return [.observed(frame.bytes), .toBroker(request.frame(first: frame.first, asking: isAllowed))]
    }

    /// - Returns: false beyond 256 packets with 65 536 filters.
    private mutating func remember(_ partial: PartialSubscription) -> Bool {
        let filters = partials.reduce(partial.isAsked.count) { $0 + $1.isAsked.count }
        guard partials.count < 256, filters <= 65_536 else { return false }
        partials.append(partial)
        return true
    }
}
