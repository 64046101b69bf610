import HESContract
import JSON

extension Invariant {
    static let loginPauses = Invariant(
        id: "OBS-17",
        level: .should,
        basis: .practice,
        obligation: "practice",
        clause: "§3.1",
        title: "No storm of logins",
        expected: "at most five logins within ten real seconds, those after the end of a token apart",
        allowed: ["a login at the start of each process", "retries with growing pauses"],
        hint: "One login at a time, shared by all threads; after a failure wait a second, then two, then four.",
        judge: { traffic in
            let logins = traffic.hastyLogins.map(\.seq)
            return traffic.bursts(of: logins, most: 5, things: "logins") { count, seconds in
                "\(count) logins within \(seconds) s"
            }
        }
    )

    static let callPauses = Invariant(
        id: "OBS-18",
        level: .should,
        basis: .practice,
        obligation: "practice",
        clause: "§3.2–3.9",
        title: "A call that fails is repeated with pauses",
        expected: "the same call at most five times within ten real seconds while it fails",
        allowed: ["a few quick retries", "other calls at any rate", "repeating what succeeded"],
        hint: "Wait before a retry, longer each time, and give up after some.",
        judge: { traffic in
            let failed = traffic.calls.filter { $0.needsToken && !$0.isAccepted && $0.reply != nil }
            let breaches = traffic.repetitions(of: failed).flatMap { calls in
                traffic.burst(of: calls.map(\.seq), most: 5).map { first, last, count in
                    Breach("\(calls[0].name) failed \(count) times without pauses", from: first, to: last)
                }
            }
            guard traffic.speed != nil || failed.isEmpty else { return .leaping }
            let judged = traffic.calls.filter(\.needsToken).map(\.seq)
            return .of(breaches, among: judged, things: "calls, \(failed.count) of them failed")
        }
    )

    static let reconnectPauses = Invariant(
        id: "OBS-19",
        level: .should,
        basis: .practice,
        obligation: "practice",
        clause: "§4.1",
        title: "A lost connection to the broker is made anew with pauses",
        expected: "at most five reconnections of a client within ten real seconds",
        allowed: ["a first attempt at once", "several clients that come back together"],
        hint: "Wait a second before the next CONNECT, then two, then four; a minute at most.",
        judge: { traffic in
            let sessions = traffic.brokerSessions
            guard !sessions.connects.isEmpty else { return .of([], among: [], things: "connections to the broker") }
            guard traffic.speed != nil || sessions.reconnects.isEmpty else { return .leaping }
            let breaches = traffic.burst(of: sessions.reconnects, most: 5 * max(1, sessions.most)).map {
                first,
                last,
                count in
                Breach("\(count) reconnections without pauses", from: first, to: last)
            }
            return .of(breaches, among: sessions.connects, things: "connections to the broker")
        }
    )
}

extension Finding {
    fileprivate static let leaping = Finding(
        verdict: .notObservable,
        actual: "the clock leaps, so that pauses cannot be measured",
        events: []
    )
}

extension Traffic {
    /// All logins but those that follow the end of their user's token.
    fileprivate var hastyLogins: [ClientRequest] {
        let logins = calls(.getToken)
        let due = successions(of: logins).filter { $0.isAccepted && isOver($0, at: $1) }.map(\.1.seq)
        return logins.filter { !due.contains($0.seq) }
    }
}

extension ClientRequest {
    /// Equal for repetitions of one call, which may differ in their token.
    var repetition: String {
        members.filter { $0.name != "token" }.reduce(name) { "\($0) \($1.name)=\($1.value.text)" }
    }
}

extension Traffic {
    private static let burstSeconds = 10.0

    fileprivate func bursts(
        of seqs: [Int],
        most: Int,
        things: String,
        words: (_ count: Int, _ seconds: Int) -> String
    ) -> Finding {
        guard !seqs.isEmpty else { return .of([], among: [], things: things) }
        guard speed != nil else { return .leaping }
        let breaches = burst(of: seqs, most: most).map { first, last, count in
            Breach(words(count, Int(Self.burstSeconds)), from: first, to: last)
        }
        return .of(breaches, among: seqs, things: things)
    }

    /// Calls by what they ask, each group in the order of events and the groups in that of their first call.
    fileprivate func repetitions(of calls: [ClientRequest]) -> [[ClientRequest]] {
        var place: [String: Int] = [:]
        var groups: [[ClientRequest]] = []
        for call in calls {
            let name = call.repetition
            if let index = place[name] {
                groups[index].append(call)
            } else {
                place[name] = groups.count
                groups.append([call])
            }
        }
        return groups
    }

    /// Stretches of ten real seconds with more than `most` events, each event in one of them at most.
    fileprivate func burst(of seqs: [Int], most: Int) -> [(first: Int, last: Int, count: Int)] {
        var bursts: [(first: Int, last: Int, count: Int)] = []
        var start = 0
        while start < seqs.count {
            var end = start
            while end + 1 < seqs.count, seconds(from: seqs[start], to: seqs[end + 1]) ?? .infinity <= Self.burstSeconds
            {
                end += 1
            }
            if end - start + 1 > most {
                bursts.append((seqs[start], seqs[end], end - start + 1))
                start = end + 1
            } else {
                start += 1
            }
        }
        return bursts
    }

    /// Numbers of CONNECT packets, of those after a session that was lost or refused, and the most sessions at a time.
    fileprivate var brokerSessions: (connects: [Int], reconnects: [Int], most: Int) {
        var (connects, reconnects): ([Int], [Int]) = ([], [])
        var (open, most, lost) = (0, 0, 0)
        for event in events {
            switch event.kind {
            case .mqttConnect(let packet):
                connects.append(event.seq)
                if lost > 0 {
                    reconnects.append(event.seq)
                    lost -= 1
                }
                if packet.code == 0 { open += 1 } else { lost += 1 }
                most = max(most, open)
            case .mqttDisconnect(let end):
                open = max(0, open - 1)
                if end.reason != .clean { lost += 1 }
            default: break
            }
        }
        return (connects, reconnects, most)
    }
}
