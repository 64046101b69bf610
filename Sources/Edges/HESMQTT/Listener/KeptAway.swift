/// Tenants whose broker is down while other tenants' clients go on, and how their clients are recognised.
struct KeptAway: Sendable {
    /// What is known of a client when it connects or subscribes.
    struct Visitor: Sendable {
        let clientID: String
        /// Tenants that have a user of its name and password.
        let tenantCodes: [String]
        /// Filters that it asks for now, and those of the session that it wants to go on with.
        let filters: [String]
    }

    /// By tenant: the ids of the clients whose connections the outage has cut.
    private var clientIDs: [String: Set<String>] = [:]

    var isEmpty: Bool { clientIDs.isEmpty }

    mutating func begin(_ tenantCode: String, cutting ids: [String]) {
        clientIDs[tenantCode, default: []].formUnion(ids.filter { !$0.isEmpty })
    }

    mutating func end(_ tenantCode: String) { clientIDs[tenantCode] = nil }

    /// - Returns: the tenant whose outage keeps the client away; nil when none does.
    func tenant(of visitor: Visitor) -> String? {
        clientIDs.keys.sorted().first { code in
            visitor.tenantCodes == [code] || visitor.filters.contains { Self.isTopic($0, of: code) }
                || clientIDs[code]?.contains(visitor.clientID) == true && visitor.mayBelong(to: code)
        }
    }

    /// Whether a filter has the tenant in the first level of its topics; that of a shared one is behind its name.
    static func isTopic(_ filter: String, of tenantCode: String) -> Bool {
        let topics = MQTTSubscription.topics(of: filter)
        return [tenantCode, "/\(tenantCode)"].contains { topics == $0 || topics.hasPrefix("\($0)/") }
    }
}

extension KeptAway.Visitor {
    /// A client of another tenant may have the id of one that was cut.
    fileprivate func mayBelong(to code: String) -> Bool { tenantCodes.isEmpty || tenantCodes.contains(code) }
}
