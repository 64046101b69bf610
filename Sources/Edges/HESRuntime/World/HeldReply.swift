import HESContract
import HESSimulation
import SimulationKernel

/// An answer that is decided and not yet on its way.
struct HeldReply: Sendable {
    let decision: Decision
    let endpoint: Endpoint
    let send: @Sendable (ReplyPart) -> Void
}

/// An answer that is under way drop by drop.
struct DrippingReply: Sendable {
    var rest: ArraySlice<[UInt8].Element>
    let chunk: Int
    let every: SimulatedDuration
    let send: @Sendable (ReplyPart) -> Void

    /// - Returns: nil where nothing is left to drip.
    init?(_ reply: OutgoingReply, _ shape: ReplyShape?, send: @escaping @Sendable (ReplyPart) -> Void) {
        guard case .drip(let chunk, let every) = shape?.transport, reply.body.count > chunk else { return nil }
        rest = reply.body.dropFirst(chunk)
        self.chunk = chunk
        self.every = max(every, .milliseconds(1))
        self.send = send
    }

    mutating func next() -> ReplyPart {
        let part = Array(rest.prefix(chunk))
        rest = rest.dropFirst(chunk)
        return .chunk(part, isLast: rest.isEmpty)
    }
}

/// What comes out of the lock to be carried out.
enum Release: Sendable {
    case reply(HeldReply)
    case part(ReplyPart, @Sendable (ReplyPart) -> Void)
}
