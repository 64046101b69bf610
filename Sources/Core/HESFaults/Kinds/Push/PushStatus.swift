import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushStatus = FaultKind(
        "pushStatus",
        .push,
        "the result claims another status",
        [FaultParameter("status", .choice(["00", "01", "02"]), "in place of the true one")]
    ) { .push(PushStatus(status: $0.text("status").flatMap { Push.Status(rawValue: $0) } ?? .success)) }
}

private struct PushStatus: PushEffect {
    let status: Push.Status

    func change(_ messages: inout [PushMessage], _ plan: PushedPlan) {
        let status = status
        for index in messages.indices { messages[index].edits.append { $0.status = status } }
    }
}
