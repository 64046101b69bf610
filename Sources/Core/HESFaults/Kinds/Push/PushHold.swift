import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushHold = FaultKind(
        "pushHold",
        .push,
        "the result waits: others overtake it",
        [
            FaultParameter(
                "until",
                .countOrDuration,
                "so many other results have come, at the latest an hour; or a time such as 5m"
            )
        ]
    ) { .push(PushHold(others: $0.integer("until") ?? 0, delay: $0.duration("until") ?? .zero)) }
}

private struct PushHold: PushEffect {
    let others: Int
    let delay: SimulatedDuration

    func change(_ messages: inout [PushMessage], _ plan: PushedPlan) {
        for index in messages.indices {
            messages[index].waitsForOthers = others
            messages[index].delay = messages[index].delay + delay
        }
    }
}
