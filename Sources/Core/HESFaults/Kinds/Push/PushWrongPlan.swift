import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushWrongPlan = FaultKind(
        "pushWrongPlan",
        layer: .push,
        summary: "the result names another plan",
        parameters: Parameter("beside", as: .flag, default: false, summary: "the result itself comes behind it")
    ) { isBeside in .push(PushWrongPlan(isBeside: isBeside)) }
}

private struct PushWrongPlan: PushEffect {
    let isBeside: Bool

    func change(_ messages: inout [PushMessage], of plan: PushedPlan) {
        let other = plan.other(1)
        messages.spoil(isCopy: isBeside) { $0.edits.append { $0.planID = other } }
    }
}
