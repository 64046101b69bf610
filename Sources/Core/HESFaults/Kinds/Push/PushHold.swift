import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushHold = FaultKind(
        "pushHold",
        layer: .push,
        summary: "the result waits: others overtake it",
        parameters: Parameter(
            "until",
            as: .wait,
            summary: "so many other results have come, at the latest an hour; or a time such as 5m"
        )
    ) { wait in .push(PushHold(wait: wait)) }
}

private struct PushHold: PushEffect {
    enum Wait: Sendable {
        case others(Int)
        case time(SimulatedDuration)
    }

    let wait: Wait

    func change(_ messages: inout [PushMessage], of plan: PushedPlan) {
        for index in messages.indices {
            switch wait {
            case .others(let count): messages[index].waitsForOthers = count
            case .time(let span):
                messages[index].waitsForOthers = 0
                messages[index].delay = messages[index].delay + span
            }
        }
    }
}

extension ParameterForm where Value == PushHold.Wait {
    fileprivate static var wait: Self {
        Self(.countOrDuration) {
            switch $0 {
            case .others(let count): .integer(count)
            case .time(let span): .duration(span)
            }
        } read: {
            switch $0 {
            case .integer(let count): .others(count)
            case .duration(let span): .time(span)
            default: nil
            }
        }
    }
}
