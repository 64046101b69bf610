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
    /// The filters of every open session then, each once.
    let filters: [String]

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
                    isSubscribed: subscriptions.match(push.topic),
                    filters: subscriptions.filters
                )
            )
        }
        return pushes
    }
}

/// Which filters the clients of a case are subscribed to at an instant; sessions are assumed to be clean.
struct Subscriptions {
    private struct Session {
        let client: String
        /// Whether CONNACK said 0.
        var isAdmitted = true
        var filters: [String] = []
    }

    /// Those that are open, in the order of their CONNECT.
    private var sessions: [Session] = []

    mutating func follow(_ event: EvidenceEvent) {
        switch event.kind {
        case .mqttConnect(let packet):
            sessions.append(Session(client: packet.client, isAdmitted: packet.code == 0))
        case .mqttSubscribe(let packet):
            if newest(of: packet.client) == nil { sessions.append(Session(client: packet.client)) }
            hold(packet.topics, for: packet.client)
        case .mqttUnsubscribe(let packet):
            for topic in packet.topics {
                guard let index = newest(of: packet.client, where: { $0.filters.contains(topic) }) else { continue }
                sessions[index].filters.removeAll { $0 == topic }
            }
        case .mqttDisconnect(let end): close(end.client)
        default: break
        }
    }

    /// Each once, in the order of the SUBSCRIBE packets.
    var filters: [String] {
        sessions.flatMap(\.filters).reduce(into: []) { filters, filter in
            if !filters.contains(filter) { filters.append(filter) }
        }
    }

    func match(_ topic: String) -> Bool {
        sessions.contains { $0.filters.contains { TopicFilter($0).matches(topic) } }
    }

    private func newest(of client: String, where fits: (Session) -> Bool = { _ in true }) -> Int? {
        sessions.lastIndex { $0.client == client && $0.isAdmitted && fits($0) }
    }

    private mutating func hold(_ filters: [String], for client: String) {
        if let index = newest(of: client) { sessions[index].filters += filters }
    }

    /// Events name clients, not connections.
    ///
    /// Of several sessions of one client a refused one has ended, or the oldest, which a newer one took over.
    private mutating func close(_ client: String) {
        let own = sessions.indices.filter { sessions[$0].client == client }
        guard let index = own.first(where: { !sessions[$0].isAdmitted }) ?? own.first else { return }
        let ended = sessions.remove(at: index)
        // Clients without an identifier live side by side, and any of them may have made the subscriptions.
        if client.isEmpty { hold(ended.filters, for: client) }
    }
}
