import HESContract
import JSON

extension Invariant {
    static let subscribedToResult = Invariant(
        id: "OBS-14",
        level: .must,
        basis: .stated,
        obligation: "O10",
        clause: "§3.2.2",
        title: "The topic of each result is subscribed to",
        expected: "a subscription that matches the topic of each result, before it or after it",
        allowed: ["any filter that matches", "subscribing once for all results", "subscribing after the call (§4.1)"],
        hint: "Subscribe to the string that the answer names, as it is, or once to /{tenantCode}/#.",
        judge: { traffic in
            let judged = traffic.judgedPushes.filter { $0.push.isSubscribed || traffic.isSettled(after: $0.seq) }
            let unheard = judged.filter { !$0.push.isSubscribed && traffic.subscription(to: $0) == nil }
            let breaches = unheard.enumerated().map { index, result in
                let call = traffic.request(ofPlan: result.push.planID)
                let what = "the result of \(call?.name ?? "a plan") was published on \(result.push.topic)"
                // Only the first ones are told.
                let filters = index < 10 ? ", and " + traffic.filters(at: result.seq) : ""
                return Breach(what + filters, from: call?.seq ?? result.seq, to: result.seq)
            }
            return .of(breaches, among: judged.map(\.seq), things: "results")
        }
    )

    static let subscribedInTime = Invariant(
        id: "OBS-15",
        level: .should,
        basis: .practice,
        obligation: "practice",
        clause: "§4.1",
        title: "A client is subscribed when its result comes",
        expected: "a subscription that matches before the result is published",
        allowed: [
            "any filter that matches", "subscribing before or after the call, so long as it is in time",
            "a subscription that ended when the HES cut the connection",
        ],
        hint: "Subscribe to /{tenantCode}/# before calling: the result may come before the answer is read.",
        judge: { traffic in
            let judged = traffic.judgedPushes.filter { result in
                result.push.isSubscribed || traffic.subscription(to: result) != nil && !traffic.isCutOff(from: result)
            }
            let breaches = judged.compactMap { result -> Breach? in
                guard !result.push.isSubscribed, let late = traffic.subscription(to: result) else { return nil }
                let what = "the result was published on \(result.push.topic), and the subscription came after it"
                return Breach(what, from: result.seq, to: late)
            }
            return .of(breaches, among: judged.map(\.seq), things: "results with a subscription")
        }
    )
}

extension Traffic {
    /// Results of plans that calls of the observation made; the first of each that found a subscriber, or else the first.
    fileprivate var judgedPushes: [PushedResult] {
        var place: [String: Int] = [:]
        var judged: [PushedResult] = []
        for result in pushes {
            guard let plan = result.push.planID, request(ofPlan: plan) != nil else { continue }
            if let index = place[plan] {
                if result.push.isSubscribed, !judged[index].push.isSubscribed { judged[index] = result }
            } else {
                place[plan] = judged.count
                judged.append(result)
            }
        }
        return judged
    }

    /// The number of the first SUBSCRIBE after a result that matches its topic; nil if none came.
    fileprivate func subscription(to result: PushedResult) -> Int? {
        between(result.seq, .max, of: subscribes, seq: \.seq).firstValue { subscribe -> Int? in
            subscribe.topics.contains { TopicFilter($0).matches(result.push.topic) } ? subscribe.seq : nil
        }
    }

    /// Whether there was a subscription, and the connection was cut before the result came.
    fileprivate func isCutOff(from result: PushedResult) -> Bool {
        let cut = events.prefix(result.seq).last { event in
            if case .mqttDisconnect(let end) = event.kind { end.reason == .cut } else { false }
        }
        guard let cut else { return false }
        let held = subscribes.last {
            $0.topics.contains { TopicFilter($0).matches(result.push.topic) } && $0.seq < result.seq
        }
        return held.map { $0.seq < cut.seq } ?? false
    }

    /// Which filters clients had then, in words.
    fileprivate func filters(at seq: Int) -> String {
        var subscriptions = Subscriptions()
        for event in events.prefix(seq) { subscriptions.follow(event) }
        let filters = subscriptions.filters
        guard !filters.isEmpty else { return "no client was subscribed to anything" }
        let rest = filters.count > 5 ? " and \(filters.count - 5) more" : ""
        return "the clients were subscribed to \(filters.prefix(5).joined(separator: ", "))\(rest)"
    }
}
