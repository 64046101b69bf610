import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushRetained = FaultKind(
        "pushRetained",
        layer: .push,
        summary: "the broker keeps the result for later subscribers"
    ) { .push(PushRetained()) }
}

private struct PushRetained: PushEffect {
    func change(_ messages: inout [PushMessage], of plan: PushedPlan) {
        for index in messages.indices { messages[index].isRetained = true }
    }
}
