import HESConformance
import HESContract
import HESMQTT
import HESRuntime
import HESSimulation
import JSON

/// Records MQTT: the clients' packets at the listener, and pushes before they reach the broker.
struct MQTTEvidence: Sendable {
    let recorder: EvidenceRecorder
    let plans: PlanWatch

    /// Called on event loops; records before it tells the watch, as the plan's push may leave from then on.
    func take(_ event: MQTTClientEvent) {
        let client = event.clientID
        switch event.kind {
        case .connected(let code, _):
            recorder.record(.mqttConnect(.init(client: client, code: code)))
            plans.connected(event.connection)
        case .subscribed(let subscriptions):
            let granted = subscriptions.filter(\.isGranted).map(\.filter)
            recorder.record(.mqttSubscribe(.init(client: client, topics: subscriptions.map(\.filter))))
            plans.subscribed(event.connection, to: granted)
        case .resumed(let subscriptions): plans.subscribed(event.connection, to: subscriptions.map(\.filter))
        case .unsubscribed(let filters):
            recorder.record(.mqttUnsubscribe(.init(client: client, topics: filters)))
            plans.unsubscribed(event.connection, from: filters)
        case .acknowledged: plans.heard()
        case .disconnected(let reason):
            let hasConnected = plans.ended(event.connection)
            // A probe of the port, as a client makes that waits for the broker.
            if client.isEmpty, reason == .lost, !hasConnected { return }
            recorder.record(.mqttDisconnect(.init(client: client, reason: reason.evidence)))
        }
    }

    func take(_ push: OutgoingPush) {
        let isSubscribed = plans.isSubscribed(to: push.topic)
        let (text, json) = WireEvidence.body(push.payload)
        var event = EvidenceEvent.Push(
            planID: json?.member("planId")?.value.string,
            topic: push.topic,
            isSubscribed: isSubscribed
        )
        (event.part, event.partCount) = (push.part.map { $0.index + 1 }, push.part?.count)
        (event.qos, event.isRetained) = (push.qos, push.isRetained)
        (event.payload, event.json) = (text, json)
        recorder.record(.push(event))
        if isSubscribed, push.qos > 0 { plans.pushed() }
    }
}

extension MQTTClientEvent.DisconnectReason {
    fileprivate var evidence: EvidenceEvent.MQTTDisconnect.Reason {
        switch self {
        case .byClient: .clean
        case .lost, .byBroker: .lost
        case .cut, .refused: .cut
        }
    }
}

/// Carries broker faults out; after a cut, a push waits until the clients have subscribed again.
struct WatchedBroker: BrokerControl {
    let control: any BrokerControl
    let watch: PlanWatch

    func perform(_ command: BrokerCommand, tenantCode: String) {
        switch command {
        case .cut, .down: watch.forgetSubscriptions()
        case .up, .stall, .resume, .refuse, .accept: break
        }
        control.perform(command, tenantCode: tenantCode)
    }
}

/// Records every push, then publishes it.
final class RecordingPublisher: PushPublisher {
    private let publisher: any PushPublisher
    private let evidence: MQTTEvidence

    init(_ publisher: any PushPublisher, evidence: MQTTEvidence) {
        self.publisher = publisher
        self.evidence = evidence
    }

    func publish(_ push: OutgoingPush) {
        evidence.take(push)
        publisher.publish(push)
    }
}
