/// Where a plan's push goes: `/{tenantCode}/{planId}`, leading slash kept, no suffix (rule R8).
package func topic(
    tenantCode: String,
    planID: PlanID,
    _ endpoint: Endpoint = .readSingle,
    _ dialect: Dialect = Dialect()
) -> String {
    let code = dialect.isForeign(endpoint) ? foreignCode(of: tenantCode) : tenantCode
    return dialect.topicForm.hasLeadingSlash ? "/\(code)/\(planID)" : "\(code)/\(planID)"
}

/// Another code that looks like a tenant's, the same for every topic: each digit's complement to nine.
package func foreignCode(of tenantCode: String) -> String {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard tenantCode.utf8.contains(where: digits.contains) else { return tenantCode + "0" }
    let other = tenantCode.utf8.map { digits.contains($0) ? digits.upperBound - ($0 - digits.lowerBound) : $0 }
    return String(decoding: other, as: UTF8.self)
}

extension Dialect {
    fileprivate func isForeign(_ endpoint: Endpoint) -> Bool {
        switch topicTenant {
        case .own: false
        case .foreign: true
        case .foreignAsExample: endpoint.isAnsweredForeign
        }
    }
}

extension Endpoint {
    /// The examples of §3.6 to §3.9 show another tenant's topic.
    fileprivate var isAnsweredForeign: Bool {
        switch self {
        case .relay, .readArchive, .addArchive, .removeArchive: true
        case .getToken, .readFrozen, .readSingle, .historyFrozen, .historySingle: false
        }
    }
}
