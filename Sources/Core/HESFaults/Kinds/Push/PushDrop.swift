import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushDrop = FaultKind(
        "pushDrop",
        layer: .push,
        summary: "the result never comes"
    ) { .push(PushDrop()) }
}

private struct PushDrop: PushEffect {
    func change(_ messages: inout [PushMessage], of plan: PushedPlan) {
        messages = []
    }
}
