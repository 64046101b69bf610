import HESConformance
import HESContract
import JSON

/// The exchanges and results of a recording, in parts that have to agree with each other: those of one tenant.
///
/// Calls belong to the tenant of the login that gave their token. With one tenant in the recording all belong to it; with
/// several, calls with a token of an earlier time belong to no part.
struct RecordedTalks {
    /// At least one part; the events of each in their order.
    let all: [[EvidenceEvent]]

    init(_ events: [EvidenceEvent]) {
        let tenants = Tenants(events)
        guard tenants.codes.count > 1 else {
            all = [events]
            return
        }
        let header = events.prefix { if case .begin = $0.kind { true } else { false } }
        var parts: [String: [EvidenceEvent]] = [:]
        for event in events {
            if let owner = tenants.owner(of: event) { parts[owner, default: Array(header)].append(event) }
        }
        all = tenants.codes.compactMap { parts[$0] }
    }
}

/// Which tenant an event is of.
private struct Tenants {
    /// In the order of their logins.
    private(set) var codes: [String] = []
    private var ofToken: [String: String] = [:]
    private var ofExchange: [Int: String] = [:]
    private var ofPlan: [String: [String]] = [:]

    init(_ events: [EvidenceEvent]) {
        for event in events {
            switch event.kind {
            case .httpRequest(let request): ask(request)
            case .httpReply(let reply): answer(reply)
            default: continue
            }
        }
    }

    private mutating func ask(_ request: EvidenceEvent.HTTPRequest) {
        let token = request.headerToken ?? request.json?.member("token")?.value.string
        // The name that tokens share of which there are too many.
        let known = token.flatMap { $0 == "<token-more>" ? nil : ofToken[$0] }
        let code = request.endpoint == .getToken ? Self.code(of: request) : known
        guard let code else { return }
        ofExchange[request.exchange] = code
    }

    private static func code(of login: EvidenceEvent.HTTPRequest) -> String? {
        login.json?.member("tenantCode")?.value.written
    }

    private mutating func answer(_ reply: EvidenceEvent.HTTPReply) {
        guard let code = ofExchange[reply.exchange] else { return }
        let data = reply.json?.member("data")?.value
        if let token = data?.member("token")?.value.string {
            ofToken[token] = code
            if !codes.contains(code) { codes.append(code) }
        }
        guard let plan = data?.member("planId")?.value.written, !(ofPlan[plan, default: []].contains(code)) else {
            return
        }
        ofPlan[plan, default: []].append(code)
    }

    /// Nil for an event of no tenant, or of one that is not known.
    func owner(of event: EvidenceEvent) -> String? {
        switch event.kind {
        case .httpRequest(let request): return ofExchange[request.exchange]
        case .httpReply(let reply): return ofExchange[reply.exchange]
        case .push(let push):
            let owners = push.planID.flatMap { ofPlan[$0] } ?? []
            guard owners.count > 1 else { return owners.first }
            // Plans of two tenants may have one name: the topic has the tenant's.
            return push.topic.split(separator: "/").first.map(String.init).flatMap { owners.contains($0) ? $0 : nil }
        default: return nil
        }
    }
}
