import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushRetained = FaultKind(
        "pushRetained",
        .push,
        "the broker keeps the result for later subscribers"
    ) { _ in .push(PushRetained()) }
}

private struct PushRetained: PushEffect {
    func change(_ messages: inout [PushMessage], _ plan: PushedPlan) {
        for index in messages.indices { messages[index].isRetained = true }
    }
}
