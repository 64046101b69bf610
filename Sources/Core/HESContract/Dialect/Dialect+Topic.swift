extension Dialect {
    /// The topic of a plan's push: `/{tenantCode}/{planId}`, leading slash kept, no suffix (rule R8).
    package func topic(of planID: PlanID, endpoint: Endpoint, tenantCode: String) -> String {
        let code = isForeign(endpoint) ? Self.foreignCode(of: tenantCode) : tenantCode
        return topicForm.hasLeadingSlash ? "/\(code)/\(planID)" : "\(code)/\(planID)"
    }

    /// A different code in the form of a tenant's, the same for every topic: each digit's complement to nine.
    package static func foreignCode(of tenantCode: String) -> String {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard tenantCode.utf8.contains(where: digits.contains) else { return tenantCode + "0" }
        let other = tenantCode.utf8.map { digits.contains($0) ? digits.upperBound - ($0 - digits.lowerBound) : $0 }
        return String(decoding: other, as: UTF8.self)
    }

    private func isForeign(_ endpoint: Endpoint) -> Bool {
        switch topicTenant {
        case .own: false
        case .foreign: true
        case .foreignAsExample: endpoint.isAnsweredForeign
        }
    }
}

extension Endpoint {
    /// The examples of §3.6 to §3.9 show another tenant's topic.
    fileprivate var isAnsweredForeign: Bool { self == .relay || isAboutDCU }
}
