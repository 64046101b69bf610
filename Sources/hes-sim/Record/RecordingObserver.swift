import HESConformance
import HESMQTT
import HESProxy
import HESRecording
import HESSimulation

/// Writes what passes through a proxy as evidence.
struct RecordingObserver: TrafficObserver {
    let file: RecordingFile

    func requestPassed(_ request: PassedRequest) -> Int {
        file.write(
            HeardRequest(
                method: request.method,
                uri: request.uri,
                contentType: request.contentType,
                headerToken: request.headerToken,
                body: HeardBody(request.body.bytes, size: request.body.size)
            )
        )
    }

    func replyPassed(_ reply: PassedReply, to exchange: Int) {
        let heard = HeardReply(
            status: reply.status,
            body: HeardBody(reply.body.bytes, size: reply.body.size),
            isCut: reply.isCut
        )
        file.write { $0.reply(heard, to: exchange, at: $1) }
    }

    func clientActed(_ kind: MQTTClientEvent.Kind, client: String) {
        guard let kind = kind.evidence(of: client) else { return }
        file.write { $0.event(kind, at: $1) }
    }

    func messagePassed(_ message: PassingMessage) {
        file.write {
            $0.push(
                topic: message.topic,
                qos: message.qos,
                isRetained: message.isRetained,
                payload: HeardBody(message.payload, size: message.size),
                at: $1
            )
        }
    }

    func failed(_ what: String) {
        file.write { $0.failure(what, at: $1) }
    }
}

extension MQTTClientEvent.Kind {
    /// Nil for what evidence does not have.
    fileprivate func evidence(of client: String) -> EvidenceEvent.Kind? {
        switch self {
        case .connected(let code, _): .mqttConnect(.init(client: client, code: code))
        case .subscribed(let subscriptions):
            .mqttSubscribe(.init(client: client, topics: subscriptions.map(\.filter)))
        case .unsubscribed(let filters): .mqttUnsubscribe(.init(client: client, topics: filters))
        case .disconnected(.byClient): .mqttDisconnect(.init(client: client, reason: .clean))
        case .disconnected: .mqttDisconnect(.init(client: client, reason: .lost))
        case .resumed, .acknowledged: nil
        }
    }
}
