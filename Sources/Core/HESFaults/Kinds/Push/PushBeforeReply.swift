import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushBeforeReply = FaultKind(
        "pushBeforeReply",
        layer: .push,
        summary: "the result comes before the answer that names it",
        parameters: Parameter(
            "lead",
            as: .duration,
            default: .zero,
            summary: "from the broker's acknowledgement to the answer"
        )
    ) { lead in .push(PushBeforeReply(lead: lead)) }
}

private struct PushBeforeReply: PushEffect {
    let lead: SimulatedDuration

    var leadOfPush: SimulatedDuration? { lead }
}
