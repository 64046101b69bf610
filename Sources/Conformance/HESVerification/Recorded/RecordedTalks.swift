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
        all = tenants.codes.map { code in events.filter { tenants.owns(code, $0) } }
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
        let code = request.endpoint == .getToken ? Self.code(of: request) : token.flatMap { ofToken[$0] }
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

    func owns(_ code: String, _ event: EvidenceEvent) -> Bool {
        switch event.kind {
        case .httpRequest(let request): return ofExchange[request.exchange] == code
        case .httpReply(let reply): return ofExchange[reply.exchange] == code
        case .push(let push):
            let owners = push.planID.flatMap { ofPlan[$0] } ?? []
            guard owners.count > 1 else { return owners == [code] }
            // Plans of two tenants may have one name: the topic has the tenant's.
            return push.topic.split(separator: "/").first.map(String.init) == code
        case .begin: return true
        default: return false
        }
    }
}
