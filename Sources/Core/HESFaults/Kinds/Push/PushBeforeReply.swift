import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushBeforeReply = FaultKind(
        "pushBeforeReply",
        .push,
        "the result comes before the answer that names it",
        [FaultParameter.optional("lead", .duration, "from the broker's acknowledgement to the answer; default 0")]
    ) { .push(PushBeforeReply(lead: $0.duration("lead") ?? .zero)) }
}

private struct PushBeforeReply: PushEffect {
    let lead: SimulatedDuration

    var leadOfPush: SimulatedDuration? { lead }
}
