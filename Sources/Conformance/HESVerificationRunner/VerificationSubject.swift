package import HESContract
package import SimulationKernel

/// A request as bytes.
package struct WireRequest: Sendable {
    package let endpoint: Endpoint
    package let contentType: String
    package let headerToken: String?
    package let body: [UInt8]
}

package struct WireReply: Sendable {
    package var status: Int
    /// The value of `X-HES-Sim-Reason`.
    package var reason: String?
    package var body: [UInt8]
    /// When it came.
    package var instant: SimulatedInstant
    /// Its place among all replies and messages of the subject.
    package var order: Int

    package init(status: Int, reason: String?, body: [UInt8], instant: SimulatedInstant, order: Int) {
        self.status = status
        self.reason = reason
        self.body = body
        self.instant = instant
        self.order = order
    }
}

/// A message as it came from the broker.
package struct WireMessage: Sendable {
    package var topic: String
    package var payload: [UInt8]
    package var qos: Int
    package var isRetained: Bool
    package var instant: SimulatedInstant
    /// As ``WireReply/order``.
    package var order: Int

    package init(
        topic: String,
        payload: [UInt8],
        qos: Int,
        isRetained: Bool,
        instant: SimulatedInstant,
        order: Int
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.isRetained = isRetained
        self.instant = instant
        self.order = order
    }
}

package enum WireAnswer: Sendable {
    case reply(WireReply)
    /// No whole answer came; why.
    case failed(String)
}

package enum SubscriptionAnswer: Sendable {
    case granted(qos: Int)
    case refused(String)
}

/// A HES with its broker, as a run reaches it; used by one task at a time.
package protocol VerificationSubject: Sendable {
    /// On the clock by which replies and messages are stamped.
    func now() async -> SimulatedInstant
    func call(_ request: WireRequest) async -> WireAnswer
    /// Asks for QoS 2.
    func subscribe(_ filter: String) async -> SubscriptionAnswer
    /// The messages that have come and were not returned; waits for the first at most so long.
    func messages(within limit: SimulatedDuration) async -> [WireMessage]
    /// How many messages came and found no room since the last call.
    func takeDropped() async -> Int
}
