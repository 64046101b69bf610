import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushForeign = FaultKind(
        "pushForeign",
        .push,
        "results of other plans come around it",
        [FaultParameter.optional("count", .integer(1...10_000), "of them, half before and half after; default 2")]
    ) { .push(PushForeign(count: $0.integer("count") ?? 2)) }
}

private struct PushForeign: PushEffect {
    let count: Int

    func change(_ messages: inout [PushMessage], _ plan: PushedPlan) {
        let foreign = (1...count).map { number in
            let other = plan.other(number)
            var message = PushMessage(topic: plan.topic(of: other))
            message.delay = messages.first?.delay ?? .zero
            message.edits = [{ $0.planID = other }]
            message.isForeign = true
            return message
        }
        messages = foreign.prefix((count + 1) / 2) + messages + foreign.dropFirst((count + 1) / 2)
    }
}
