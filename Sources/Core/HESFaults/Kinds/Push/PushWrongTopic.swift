import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushWrongTopic = FaultKind(
        "pushWrongTopic",
        layer: .push,
        summary: "the result goes to another plan's topic"
    ) { .push(PushWrongTopic()) }
}

private struct PushWrongTopic: PushEffect {
    func change(_ messages: inout [PushMessage], of plan: PushedPlan) {
        for index in messages.indices { messages[index].topic = plan.topic(of: plan.other(1)) }
    }
}
