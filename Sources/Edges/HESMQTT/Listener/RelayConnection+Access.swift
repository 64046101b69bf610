import NIOCore

/// Carries out what the session's gate says.
extension RelayConnection {
    /// A client that sends and does not listen is not read for ever.
    var hasRoomForAnswers: Bool { unwrittenAnswerBytes + (gate?.waitingBytes ?? 0) < 65_536 }

    func passGate(_ bytes: ByteBuffer, from side: RelaySide) {
        let steps =
            switch side.role {
            case .client: gate?.clientSent(bytes)
            case .broker: gate?.brokerSent(bytes)
            }
        for step in steps ?? [] { carryOut(step) }
        side.flush()
    }

    private func carryOut(_ step: AccessGate.Step) {
        switch step {
        case .heard(let bytes):
            let kinds = watch.clientSent(bytes)
            identify()
            for kind in kinds { tell(kind) }
        case .toBroker(let bytes): broker?.write(bytes)
        case .toClient(let bytes): writeToClient(bytes)
        case .answer(let bytes):
            unwrittenAnswerBytes += bytes.readableBytes
            writeToClient(bytes, answerBytes: bytes.readableBytes)
        case .turnAway(let code): turnAway(code)
        }
    }

    private func writeToClient(_ bytes: ByteBuffer, answerBytes: Int = 0) {
        let kinds = watch.brokerSent(bytes)
        guard !kinds.isEmpty || answerBytes > 0 else {
            client?.write(bytes)
            return
        }
        client?.write(bytes) { [self] in
            for kind in kinds { tell(kind) }
            unwrittenAnswerBytes -= answerBytes
            if answerBytes > 0 { client?.readIfOwed() }
        }
    }

    /// What was passed on before still arrives; the broker sees a client that goes without DISCONNECT.
    private func turnAway(_ code: UInt8?) {
        isTurnedAway = true
        let refusal = Refusal(code: code)
        if let level = watch.protocolLevel, let answer = refusal.connectAcknowledgement(protocolLevel: level) {
            let told = Int(refusal.code(protocolLevel: level) ?? 0)
            client?.write(answer) { self.tell(.connected(returnCode: told)) }
        }
        endRefused()
        broker?.closeOutput {}
        scheduleIdleCheck()
    }
}
