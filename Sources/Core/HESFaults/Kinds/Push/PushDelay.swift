import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushDelay = FaultKind(
        "pushDelay",
        layer: .push,
        summary: "the result comes late",
        parameters: Parameter("delay", as: .distribution, summary: "added to the scenario's own")
    ) { delay in .push(PushDelay(delay: delay)) }
}

private struct PushDelay: PushEffect {
    let delay: Distribution

    func change(_ messages: inout [PushMessage], of plan: PushedPlan) {
        let span = delay.sample(plan.chance.about("pushDelay"))
        for index in messages.indices { messages[index].delay = messages[index].delay + span }
    }
}
