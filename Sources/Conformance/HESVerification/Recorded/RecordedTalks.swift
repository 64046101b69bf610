import HESConformance
import HESContract
import JSON

/// The exchanges and results of a recording, in parts that have to agree with each other: those of one tenant.
///
/// Calls belong to the tenant of the login that gave their token. A token of an earlier time may be of any tenant: calls with
/// it are a part of their own. If there is one part, all belong to it, also calls without a token.
struct RecordedTalks {
    /// At least one part; the events of each in their order.
    let all: [[EvidenceEvent]]

    init(_ events: [EvidenceEvent]) {
        let tenants = Tenants(events)
        guard tenants.all.count > 1 || tenants.hasUnnamed else {
            all = [events]
            return
        }
        let header = events.prefix { if case .begin = $0.kind { true } else { false } }
        var parts: [Owner: [EvidenceEvent]] = [:]
        for event in events {
            if let owner = tenants.owner(of: event) { parts[owner, default: Array(header)].append(event) }
        }
        let known = tenants.all.compactMap { parts[$0] }
        all = known.isEmpty ? [Array(header)] : known
    }
}

/// Whose calls have to agree with each other.
private enum Owner: Hashable {
    case tenant(String)
    /// The unknown one of a token that no login of the recording gave.
    case token(String)
}

/// Which tenant an event is of.
private struct Tenants {
    /// In the order of their tokens.
    private(set) var all: [Owner] = []
    /// Whether there are calls with tokens that have no name of their own, as there are too many.
    private(set) var hasUnnamed = false
    private var ofToken: [String: Owner] = [:]
    private var ofExchange: [Int: Owner] = [:]
    private var ofPlan: [String: [Owner]] = [:]

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
        ofExchange[request.exchange] = request.endpoint == .getToken ? Self.tenant(of: request) : caller(of: request)
    }

    /// The owner of the token in a call; nil if it has none.
    private mutating func caller(of request: EvidenceEvent.HTTPRequest) -> Owner? {
        let tokens = [request.headerToken, request.json?.member("token")?.value.string].compactMap { $0 }
        guard request.endpoint != nil, let token = tokens.first(where: { !$0.isEmpty }) else { return nil }
        guard token != "<token-more>" else {
            hasUnnamed = true
            return nil
        }
        if let known = ofToken[token] { return known }
        return own(token, by: .token(token))
    }

    private mutating func own(_ token: String, by owner: Owner) -> Owner {
        ofToken[token] = owner
        if !all.contains(owner) { all.append(owner) }
        return owner
    }

    private static func tenant(of login: EvidenceEvent.HTTPRequest) -> Owner {
        .tenant(login.json?.member("tenantCode")?.value.written ?? "")
    }

    private mutating func answer(_ reply: EvidenceEvent.HTTPReply) {
        guard let owner = ofExchange[reply.exchange] else { return }
        let data = reply.json?.member("data")?.value
        if let token = data?.member("token")?.value.string { _ = own(token, by: owner) }
        guard let plan = data?.member("planId")?.value.written, !(ofPlan[plan, default: []].contains(owner)) else {
            return
        }
        ofPlan[plan, default: []].append(owner)
    }

    /// Nil for an event of no tenant, or of one that is not known.
    func owner(of event: EvidenceEvent) -> Owner? {
        switch event.kind {
        case .httpRequest(let request): return ofExchange[request.exchange]
        case .httpReply(let reply): return ofExchange[reply.exchange]
        case .push(let push):
            let owners = push.planID.flatMap { ofPlan[$0] } ?? []
            guard owners.count > 1 else { return owners.first }
            // Plans of two tenants may have one name: the topic has the tenant's.
            let named = push.topic.split(separator: "/").first.map { Owner.tenant(String($0)) }
            return named.flatMap { owners.contains($0) ? $0 : nil }
        default: return nil
        }
    }
}
