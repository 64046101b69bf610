import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushDuplicate = FaultKind(
        "pushDuplicate",
        .push,
        "the result comes several times",
        [
            FaultParameter.optional("copies", .integer(1...1000), "beside the first; default 1"),
            FaultParameter.optional("gap", .duration, "from one to the next; default 0"),
        ]
    ) { .push(PushDuplicate(copies: $0.integer("copies") ?? 1, gap: $0.duration("gap") ?? .zero)) }
}

private struct PushDuplicate: PushEffect {
    let copies: Int
    let gap: SimulatedDuration

    func change(_ messages: inout [PushMessage], _ plan: PushedPlan) {
        messages = messages.prefix(PushMessage.most(times: copies + 1)).flatMap { message in
            (0...copies).map { number in
                var copy = message
                copy.delay = message.delay + gap * Int64(number)
                return copy
            }
        }
    }
}
