import HESContract

/// An HTTP answer of one of the nine calls.
package struct OutgoingReply: Sendable {
    package let body: [UInt8]
    /// The value of `X-HES-Sim-Reason`; nil where the call was accepted.
    package let reason: String?

    init(_ answer: Answer, rejection: Rejection?, endpoint: Endpoint) {
        body = answer.json(endpoint: endpoint)
        reason = rejection?.reason
    }
}
