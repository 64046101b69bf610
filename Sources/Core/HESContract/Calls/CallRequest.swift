import HESContract
import HESSimulation

/// What a call's HTTP head says that matters.
package struct RequestHead: Sendable {
    /// Of `HES_Access_Token`.
    package let token: String?
    /// Empty where there is none.
    package let contentType: String

    package init(token: String?, contentType: String = "application/json") {
        self.token = token
        self.contentType = contentType
    }

    func incoming(_ endpoint: Endpoint, _ body: [UInt8], _ limits: CallLimits) -> Incoming {
        guard limits.requiresJSON, !isJSON else {
            return Incoming(endpoint: endpoint, headerToken: token, body: body, limits: limits)
        }
        return Incoming(
            endpoint: endpoint,
            rejection: Rejection(
                .contentType,
                at: "",
                expected: "Content-Type: application/json",
                actual: contentType.isEmpty ? "no Content-Type" : contentType,
                clause: "R1"
            )
        )
    }

    /// Parameters such as `charset` do not matter.
    private var isJSON: Bool {
        contentType.prefix { $0 != ";" }.filter { $0 != " " }.lowercased() == "application/json"
    }
}
