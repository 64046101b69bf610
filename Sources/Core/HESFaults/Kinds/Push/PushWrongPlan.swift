import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushWrongPlan = FaultKind(
        "pushWrongPlan",
        layer: .push,
        summary: "the result names another plan"
    ) { .push(PushWrongPlan()) }
}

private struct PushWrongPlan: PushEffect {
    func change(_ messages: inout [PushMessage], of plan: PushedPlan) {
        let other = plan.other(1)
        for index in messages.indices { messages[index].edits.append { $0.planID = other } }
    }
}
