import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushForeign = FaultKind(
        "pushForeign",
        layer: .push,
        summary: "results of other plans come around it",
        parameters: Parameter(
            "count",
            as: .integer(1...10_000),
            default: 2,
            summary: "of them, half before and half after"
        ),
        Parameter("older", as: .duration, default: .zero, summary: "how much older their rows are")
    ) { count, older in .push(PushForeign(count: count, older: older)) }
}

private struct PushForeign: PushEffect {
    let count: Int
    let older: SimulatedDuration

    func change(_ messages: inout [PushMessage], of plan: PushedPlan) {
        let older = older
        let foreign = (1...count).map { number in
            let other = plan.other(number)
            var message = plan.message(topic: plan.topic(of: other))
            message.delay = messages.first?.delay ?? .zero
            message.edits = [{ $0.planID = other }]
            if older > .zero { message.edits.append { $0.age(by: older) } }
            message.isForeign = true
            return message
        }
        messages = foreign.prefix((count + 1) / 2) + messages + foreign.dropFirst((count + 1) / 2)
    }
}
