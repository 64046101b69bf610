import HESContract
package import JSON

/// A push of a plan of this case.
package struct PlanPush: Sendable {
    package let seq: Int
    private let push: EvidenceEvent.Push
    /// The call that made the plan; nil if no call of the case did.
    package let request: ClientRequest?
    /// Whether a client had a subscription that matches the topic then, by the SUBSCRIBE packets.
    package let isSubscribed: Bool

    package var planID: String? { push.planID }
    package var topic: String { push.topic }
    private var data: JSONValue? { push.json?.member("data")?.value }
    package var status: String? { data?.member("status")?.value.string }
    package var rows: [JSONValue] { data?.member("list")?.value.elements ?? [] }
    /// Meters in the list, with or without a value.
    package var meters: [String] { rows.compactMap { $0.member("devAddr")?.value.word } }
    /// Meter and instant of each row of a reading.
    var deliveredKeys: [RowKey] { rows.map { ReportedRow(json: $0).key } }
}

extension PlanPush {
    static func all(in events: [EvidenceEvent], requests: [ClientRequest]) -> [PlanPush] {
        var subscriptions = Subscriptions()
        var pushes: [PlanPush] = []
        for event in events {
            subscriptions.follow(event)
            guard case .push(let push) = event.kind else { continue }
            pushes.append(
                PlanPush(
                    seq: event.seq,
                    push: push,
                    request: requests.first { $0.reply?.planID == push.planID && push.planID != nil },
                    isSubscribed: subscriptions.match(push.topic)
                )
            )
        }
        return pushes
    }
}

/// Which filters the clients of a case are subscribed to at an instant; sessions are assumed to be clean.
struct Subscriptions {
    private var filters: [(client: String, filter: String)] = []

    mutating func follow(_ event: EvidenceEvent) {
        switch event.kind {
        case .mqttSubscribe(let packet): filters += packet.topics.map { (packet.client, $0) }
        case .mqttUnsubscribe(let packet):
            filters.removeAll { $0.client == packet.client && packet.topics.contains($0.filter) }
        case .mqttDisconnect(let end): filters.removeAll { $0.client == end.client }
        default: break
        }
    }

    func match(_ topic: String) -> Bool {
        filters.contains { TopicFilter($0.filter).matches(topic) }
    }
}
