import HESSimulation
import SimulationKernel

extension FaultKind {
    static let replyDelay = FaultKind(
        "replyDelay",
        .reply,
        "the answer is late",
        [FaultParameter("delay", .distribution, "added to the scenario's own")]
    ) { .reply(ReplyDelay(delay: $0.distribution("delay"))) }
}

private struct ReplyDelay: ReplyEffect {
    let delay: Distribution

    func change(_ reply: inout ReplyShape) {
        reply.delay = reply.delay + delay.sample(reply.chance.about("replyDelay"))
    }
}
