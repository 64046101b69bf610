import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushDrop = FaultKind(
        "pushDrop",
        .push,
        "the result never comes"
    ) { _ in .push(PushDrop()) }
}

private struct PushDrop: PushEffect {
    func change(_ messages: inout [PushMessage], _ plan: PushedPlan) {
        messages = []
    }
}
