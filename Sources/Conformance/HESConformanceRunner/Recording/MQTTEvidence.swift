import HESConformance
import HESContract
import HESMQTT
import HESRuntime
import HESSimulation

/// MQTT as the suite saw it: the clients through the listener, the pushes on their way to the broker.
struct MQTTEvidence: Sendable {
    let recorder: EvidenceRecorder
    let plans: PlanWatch

    /// Called on event loops.
    func take(_ event: MQTTClientEvent) {
        let client = ("client", JSONValue.string(event.clientID))
        switch event.kind {
        case .connected(let code):
            recorder.record(.wire, "mqtt.connect", [client, ("code", .number("\(code)"))])
        case .subscribed(let subscriptions):
            let granted = subscriptions.filter(\.isGranted).map(\.filter)
            recorder.record(.wire, "mqtt.subscribe", [client, ("topics", .words(subscriptions.map(\.filter)))])
            plans.subscribed(event.connection, granted)
        case .unsubscribed(let filters):
            recorder.record(.wire, "mqtt.unsubscribe", [client, ("topics", .words(filters))])
            plans.unsubscribed(event.connection, filters)
        case .acknowledged: plans.heard()
        case .disconnected(let reason):
            if event.clientID.isEmpty, reason == .lost { return }
            recorder.record(.wire, "mqtt.disconnect", [client, ("what", .string(reason.evidence))])
            plans.ended(event.connection)
        }
    }

    func take(_ push: OutgoingPush) {
        let isSubscribed = plans.isSubscribed(to: push.topic)
        let body = WireEvidence.body(push.payload)
        var members: [(String, JSONValue)] = []
        let planID = body.last?.1.member("planId")?.value.string
        if let planID { members.append(("planId", .string(planID))) }
        members += [
            ("topic", .string(push.topic)), ("qos", .number("\(push.qos)")), ("retain", .bool(push.isRetained)),
            ("isSubscribed", .bool(isSubscribed)), ("payload", body[0].1),
        ]
        if body.count > 1 { members.append(body[1]) }
        recorder.record(.wire, "push", members)
        if isSubscribed, push.qos > 0 { plans.pushed() }
    }
}

extension MQTTClientEvent.DisconnectReason {
    fileprivate var evidence: String {
        switch self {
        case .byClient: "clean"
        case .lost, .byBroker: "lost"
        case .cut, .refused: "cut"
        }
    }
}

/// Carries broker faults out; a push after a cut waits for those who were subscribed before it.
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

/// Notes every push and hands it on.
final class RecordingPublisher: PushPublisher {
    private let publisher: any PushPublisher
    private let evidence: MQTTEvidence

    init(_ publisher: any PushPublisher, _ evidence: MQTTEvidence) {
        self.publisher = publisher
        self.evidence = evidence
    }

    func publish(_ push: OutgoingPush) {
        evidence.take(push)
        publisher.publish(push)
    }
}
