package import HESContract

/// A push of a plan of this case.
package struct PlanPush: Sendable {
    package let event: EvidenceEvent
    /// The call that made the plan; nil where none did.
    package let request: Request?
    /// Whether a client had a subscription that matches the topic then, by the SUBSCRIBE packets.
    package let isSubscribed: Bool

    package var seq: Int { event.seq }
    package var planID: String? { event["planId"]?.string }
    package var topic: String? { event["topic"]?.string }
    package var status: String? { event["json"]?.member("data")?.value.member("status")?.value.string }
    package var rows: [JSONValue] {
        event["json"]?.member("data")?.value.member("list")?.value.elements ?? []
    }
    /// Meters that are in the list, whatever it says of them.
    package var meters: [String] { rows.compactMap { $0.member("devAddr")?.value.word } }
}

extension PlanPush {
    static func all(in events: [EvidenceEvent], requests: [Request]) -> [PlanPush] {
        var subscriptions = Subscriptions()
        var pushes: [PlanPush] = []
        for event in events {
            subscriptions.follow(event)
            guard event.kind == "push" else { continue }
            let planID = event["planId"]?.string
            pushes.append(
                PlanPush(
                    event: event,
                    request: requests.first { $0.reply?.planID == planID && planID != nil },
                    isSubscribed: event["topic"]?.string.map(subscriptions.match) ?? false
                )
            )
        }
        return pushes
    }
}

/// Which filters the clients of a case hold at an instant; sessions are taken to be clean.
struct Subscriptions {
    private var filters: [(client: String, filter: String)] = []

    mutating func follow(_ event: EvidenceEvent) {
        let client = event["client"]?.string ?? ""
        let topics = event["topics"]?.elements.compactMap(\.string) ?? []
        switch event.kind {
        case "mqtt.subscribe": filters += topics.map { (client, $0) }
        case "mqtt.unsubscribe": filters.removeAll { $0.client == client && topics.contains($0.filter) }
        case "mqtt.disconnect": filters.removeAll { $0.client == client }
        default: break
        }
    }

    func match(_ topic: String) -> Bool {
        filters.contains { TopicFilter($0.filter).matches(topic) }
    }
}
