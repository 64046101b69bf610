package import SimulationKernel

/// A fault in the HTTP answer.
package protocol ReplyEffect: Sendable {
    func change(_ reply: inout ReplyShape)
}

/// How an answer leaves.
package struct ReplyShape: Sendable {
    package enum Body: Sendable {
        /// The head-end's answer.
        case decided
        case bytes([UInt8])
        case failure(code: Int, message: String)
        /// The previous answer of the same endpoint.
        case previous
    }

    /// How the bytes leave.
    package enum Transport: Hashable, Sendable {
        case whole
        /// A TCP reset in place of the answer.
        case reset
        /// The full `Content-Length`, the first `bytes` bytes of the body, then the end of the connection.
        case truncated(bytes: Int)
        case drip(chunk: Int, every: SimulatedDuration)
        /// Nothing is sent; the connection stays open until the client closes it.
        case hang
    }

    package var delay: SimulatedDuration
    /// Whether the call is carried out.
    package var isExecuted = true
    package var status = 200
    package var contentType: String?
    package var headers: [Header] = []
    package var body = Body.decided
    package var transport = Transport.whole
    /// Source of random choices about this answer.
    package let chance: SeededHash
    /// Whether the endpoint has answered before.
    package let hasPrevious: Bool

    package init(delay: SimulatedDuration, chance: SeededHash, hasPrevious: Bool) {
        self.delay = delay
        self.chance = chance
        self.hasPrevious = hasPrevious
    }

    package struct Header: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }
}
