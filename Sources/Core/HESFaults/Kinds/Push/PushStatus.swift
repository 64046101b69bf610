import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushStatus = FaultKind(
        "pushStatus",
        layer: .push,
        summary: "the result claims another status",
        parameters: Parameter("status", as: .choice(of: Push.Status.self), summary: "in place of the true one")
    ) { status in .push(PushStatus(status: status)) }
}

private struct PushStatus: PushEffect {
    let status: Push.Status

    func change(_ messages: inout [PushMessage], of plan: PushedPlan) {
        let status = status
        for index in messages.indices { messages[index].edits.append { $0.status = status } }
    }
}
