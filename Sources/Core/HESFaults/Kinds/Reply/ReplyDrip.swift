import HESSimulation
import SimulationKernel

extension FaultKind {
    static let replyDrip = FaultKind(
        "replyDrip",
        layer: .reply,
        summary: "the answer comes drop by drop",
        parameters: Parameter("chunk", as: .integer(1...1_000_000), default: 1, summary: "bytes of the body at a time"),
        Parameter("every", as: .duration, default: .seconds(1), summary: "of the world's clock")
    ) { chunk, every in .reply(ReplyDrip(chunk: chunk, every: every)) }
}

/// The call is carried out.
private struct ReplyDrip: ReplyEffect {
    let chunk: Int
    let every: SimulatedDuration

    func change(_ reply: inout ReplyShape) {
        reply.transport = .drip(chunk: chunk, every: every)
    }
}
