import NIOCore

/// Performs the steps of the session's gate.
extension RelayConnection {
    /// Bounds the answers to a client that sends and does not read: beyond 64 KiB it is not read either.
    var hasRoomForAnswers: Bool { unwrittenAnswerBytes + gate.waitingBytes < 65_536 }

    func passGate(_ bytes: ByteBuffer, from side: RelaySide) {
        let steps =
            switch side.role {
            case .client: gate.clientSent(bytes)
            case .broker: gate.brokerSent(bytes)
            }
        for step in steps where !isRejected { perform(step) }
        side.flush()
    }

    /// What is held of the last frame.
    func passGateEnd(of side: RelaySide) {
        guard !isRejected else { return }
        let steps = side.role == .client ? gate.clientEnded() : gate.brokerEnded()
        for step in steps where !isRejected { perform(step) }
    }

    /// Judges the session by the access and the outages of now, also when no byte comes.
    func review() {
        guard !isRejected else { return }
        for step in gate.review() { perform(step) }
        endIfKeptAway()
        broker?.flush()
    }

    private func perform(_ step: AccessGate.Step) {
        switch step {
        case .observed(let bytes):
            let kinds = watch.clientSent(bytes)
            identify()
            for kind in kinds { report(kind) }
            endIfKeptAway()
        case .toBroker(let bytes): broker?.write(bytes)
        case .toClient(let bytes): writeToClient(bytes)
        case .answer(let bytes):
            unwrittenAnswerBytes += bytes.readableBytes
            writeToClient(bytes, answerBytes: bytes.readableBytes)
        case .reject(let code): reject(code)
        }
    }

    /// Ends the connection of a client whose tenant's broker is down, as the end of the broker's process would: without CONNACK.
    private func endIfKeptAway() {
        guard !isRejected, watch.protocolLevel != nil else { return }
        guard let tenantCode = registry.tenantKeepingAway(watch, tenantCodes: { gate.loginTenantCodes }) else { return }
        awayFromTenant = tenantCode
        guard gate.isGreeted else { return reject(nil) }
        isRejected = true
        cut()
    }

    /// Reports an acknowledgement before it leaves: what the client does because of it comes later in every record.
    private func writeToClient(_ bytes: ByteBuffer, answerBytes: Int = 0) {
        let kinds = watch.brokerSent(bytes)
        if client != nil { for kind in kinds { report(kind) } }
        guard answerBytes > 0 else {
            client?.write(bytes)
            return
        }
        client?.write(bytes) { [self] in
            unwrittenAnswerBytes -= answerBytes
            client?.readIfPending()
        }
    }

    /// What was passed on before still arrives; to the broker the client is lost without DISCONNECT.
    private func reject(_ code: UInt8?) {
        isRejected = true
        let refusal = Refusal(code: code)
        if let level = watch.protocolLevel, let answer = refusal.connectAcknowledgement(protocolLevel: level) {
            let reported = Int(refusal.code(protocolLevel: level) ?? 0)
            client?.write(answer) { self.report(.connected(returnCode: reported)) }
        }
        endRejected()
        broker?.closeOutput {}
        scheduleIdleCheck()
    }
}
