import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushDuplicate = FaultKind(
        "pushDuplicate",
        layer: .push,
        summary: "the result comes several times",
        parameters: Parameter("copies", as: .integer(1...1000), default: 1, summary: "beside the first"),
        Parameter("gap", as: .duration, default: .zero, summary: "from one to the next")
    ) { copies, gap in .push(PushDuplicate(copies: copies, gap: gap)) }
}

private struct PushDuplicate: PushEffect {
    let copies: Int
    let gap: SimulatedDuration

    func change(_ messages: inout [PushMessage], of plan: PushedPlan) {
        messages = messages.prefix(PushMessage.most(times: copies + 1)).flatMap { message in
            (0...copies).map { number in
                var copy = message
                copy.delay = message.delay + gap * Int64(number)
                return copy
            }
        }
    }
}
