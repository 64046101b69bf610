package import SimulationKernel

/// The rest of an answer that leaves in chunks.
package struct DrippingReply: Sendable {
    private var rest: ArraySlice<UInt8>
    /// Size of a chunk in bytes.
    private let chunk: Int
    /// Time from one chunk to the next; at least a millisecond.
    package let every: SimulatedDuration

    /// - Returns: nil for an answer that leaves whole.
    init?(_ reply: OutgoingReply, _ shape: ReplyShape?) {
        guard case .drip(let chunk, let every) = shape?.transport, reply.body.count > chunk else { return nil }
        rest = reply.body.dropFirst(chunk)
        self.chunk = chunk
        self.every = max(every, .milliseconds(1))
    }

    /// Chunks that are left.
    package var count: Int { (rest.count + chunk - 1) / chunk }

    package mutating func next() -> ReplyPart {
        let part = Array(rest.prefix(chunk))
        rest = rest.dropFirst(chunk)
        return .chunk(part, isLast: rest.isEmpty)
    }

    /// The whole rest as one chunk.
    package var remainder: ReplyPart { .chunk(Array(rest), isLast: true) }
}
