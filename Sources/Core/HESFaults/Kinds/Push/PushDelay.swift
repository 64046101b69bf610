import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushDelay = FaultKind(
        "pushDelay",
        .push,
        "the result comes late",
        [FaultParameter("delay", .distribution, "added to the scenario's own")]
    ) { .push(PushDelay(delay: $0.distribution("delay"))) }
}

private struct PushDelay: PushEffect {
    let delay: Distribution

    func change(_ messages: inout [PushMessage], _ plan: PushedPlan) {
        let span = delay.sample(plan.chance.about("pushDelay"))
        for index in messages.indices { messages[index].delay = messages[index].delay + span }
    }
}
