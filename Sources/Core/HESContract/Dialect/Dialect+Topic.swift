extension Dialect {
    /// The topic of a plan's push: `/{tenantCode}/{planId}`, leading slash kept (rule R8), and the slash that the form may have
    /// behind it.
    package func topic(of planID: PlanID, endpoint: Endpoint, tenantCode: String) -> String {
        let code = isForeign(endpoint) ? Self.foreignCode(of: tenantCode) : tenantCode
        let root = topicForm.hasLeadingSlash ? "/\(code)/\(planID)" : "\(code)/\(planID)"
        let ending = topicForm.ending(of: endpoint)?.published ?? ""
        return ending.isEmpty ? root : root + ending
    }

    /// The answer's topic string for a plan whose push comes on `topic`.
    package func answered(_ topic: String, of planID: PlanID, endpoint: Endpoint) -> String {
        guard let ending = topicForm.ending(of: endpoint)?.onlyAnswered else { return planID.description }
        return ending.isEmpty ? topic : topic + ending
    }

    /// The topic of a part, by its index from 0, below a plan's topic: `…/1`, `…/2`.
    package static func subtopic(ofPart index: Int, below topic: String) -> String {
        topic + (topic.utf8.last == UInt8(ascii: "/") ? "" : "/") + "\(index + 1)"
    }

    /// Whether a subscription to exactly the answer's topic string hears every message of a plan's result.
    ///
    /// It does not under `planOnly`, which answers no topic, nor where parts come on topics below one that is answered without
    /// `/#`.
    package func isHeardAsAnswered(_ endpoint: Endpoint) -> Bool {
        guard let ending = topicForm.ending(of: endpoint) else { return false }
        return !pushParts.haveTopicsOfTheirOwn || ending.holdsSubtopics
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
