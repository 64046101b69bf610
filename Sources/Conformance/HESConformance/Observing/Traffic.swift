import HESContract
import JSON

/// The evidence of an observation, indexed for the invariants.
struct Traffic {
    let events: [EvidenceEvent]
    let header: EvidenceEvent.CaseHeader?
    /// All requests below the root of the API, also to paths that it does not have.
    let requests: [ClientRequest]
    let pushes: [PushedResult]
    /// SUBSCRIBE packets with the number of their event.
    let subscribes: [(seq: Int, topics: [String])]
    private let requestOfPlan: [String: ClientRequest]

    init(_ events: [EvidenceEvent]) {
        self.events = events
        header = Evidence.header(of: events)
        let none = [Int?](repeating: nil, count: events.count)
        requests = ClientRequest.all(in: events, steps: none, fences: []).filter { request in
            request.endpoint != nil || request.sent.path.hasPrefix(Endpoint.root)
        }
        let plans = requests.compactMap { request in request.reply?.planID.map { ($0, request) } }
        requestOfPlan = Dictionary(plans) { first, _ in first }
        pushes = events.compactMap { event in
            guard case .push(let push) = event.kind else { return nil }
            return PushedResult(seq: event.seq, push: push)
        }
        subscribes = events.compactMap { event in
            if case .mqttSubscribe(let packet) = event.kind { (event.seq, packet.topics) } else { nil }
        }
    }

    /// Requests of the nine calls.
    var calls: [ClientRequest] { requests.filter { $0.endpoint != nil } }

    func calls(_ endpoints: Endpoint...) -> [ClientRequest] {
        requests.filter { request in request.endpoint.map(endpoints.contains) ?? false }
    }

    /// The call that made the plan; nil if no call of the observation did.
    func request(ofPlan id: String?) -> ClientRequest? { id.flatMap { requestOfPlan[$0] } }

    /// The elements behind one event and before another, of those in the order of their events.
    func between<Element>(
        _ first: Int,
        _ second: Int,
        of elements: [Element],
        seq: (Element) -> Int
    ) -> ArraySlice<Element> {
        var (low, high) = (0, elements.count)
        while low < high {
            let middle = (low + high) / 2
            if seq(elements[middle]) <= first { low = middle + 1 } else { high = middle }
        }
        return elements[low...].prefix { seq($0) < second }
    }

    /// Simulated milliseconds of an event, by its number.
    func milliseconds(_ seq: Int) -> Int64 {
        events.indices.contains(seq - 1) ? events[seq - 1].milliseconds : 0
    }

    /// How many simulated seconds pass in a real one; nil for a clock that leaps, which tells nothing about pauses.
    var speed: Double? {
        guard let clock = header?.clock else { return 1 }
        if clock == "real" { return 1 }
        return clock.hasPrefix("x") ? Double(clock.dropFirst()) : nil
    }

    /// Real seconds between two events; nil for a clock that leaps.
    func seconds(from first: Int, to second: Int) -> Double? {
        speed.map { Double(milliseconds(second) - milliseconds(first)) / 1000 / $0 }
    }

    /// Whether the system went on for long enough after an event that what it left undone can be judged: ten real seconds and
    /// a further request, or twenty further requests.
    func isSettled(after seq: Int) -> Bool {
        let later = requests.suffix(20).count { $0.seq > seq }
        let pause = events.last.flatMap { seconds(from: seq, to: $0.seq) } ?? 0
        return later >= 20 || later >= 1 && pause >= 10
    }
}

/// A result as it left for the broker.
struct PushedResult {
    let seq: Int
    let push: EvidenceEvent.Push
}

extension ClientRequest {
    /// Such as `relay`, or the path of a call that does not exist.
    var name: String { endpoint?.rawValue ?? sent.path }

    /// Whether the HES said that it refuses the call: a code other than 200 in an envelope.
    ///
    /// Without an envelope it is unknown what became of the call.
    var isRefused: Bool { reply?.received.code.map { $0 != 200 } ?? false }

    /// Whether the refusal is about the token (§3.1).
    var isTokenRefused: Bool {
        guard let received = reply?.received, !isAccepted else { return false }
        let text = received.json?.member("msg")?.value.string ?? ""
        return received.status == 401 || received.code == 401 || text.contains("token") || received.reason == "token"
    }

    /// The token as it was sent, in the body or in the header.
    var token: String? { field("token")?.string ?? sent.headerToken }
}
