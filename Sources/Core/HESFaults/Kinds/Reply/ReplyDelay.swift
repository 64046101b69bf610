import HESSimulation
import SimulationKernel

extension FaultKind {
    static let replyDelay = FaultKind(
        "replyDelay",
        layer: .reply,
        summary: "the answer is late",
        parameters: Parameter("delay", as: .distribution, summary: "added to the scenario's own")
    ) { delay in .reply(ReplyDelay(delay: delay)) }
}

private struct ReplyDelay: ReplyEffect {
    let delay: Distribution

    func change(_ reply: inout ReplyShape) {
        reply.delay = reply.delay + delay.sample(reply.chance.about("replyDelay"))
    }
}
