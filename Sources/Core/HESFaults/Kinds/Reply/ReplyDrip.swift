import HESSimulation
import SimulationKernel

extension FaultKind {
    static let replyDrip = FaultKind(
        "replyDrip",
        .reply,
        "the answer comes drop by drop",
        [
            FaultParameter.optional("chunk", .integer(1...1_000_000), "bytes of the body at a time; default 1"),
            FaultParameter.optional("every", .duration, "of the world's clock; default 1s"),
        ]
    ) { .reply(ReplyDrip(chunk: $0.integer("chunk") ?? 1, every: $0.duration("every") ?? .seconds(1))) }
}

/// The call is carried out.
private struct ReplyDrip: ReplyEffect {
    let chunk: Int
    let every: SimulatedDuration

    func change(_ reply: inout ReplyShape) {
        reply.transport = .drip(chunk: chunk, every: every)
    }
}
