import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let lateRows = FaultKind(
        "lateRows",
        layer: .field,
        summary: "rows reach the head-end late; the meter has them",
        parameters: Parameter("after", as: .duration, summary: "after its stamp a row is in history"),
        Parameter("share", as: .number(0...1), default: 1, summary: "of the meter's rows, chosen by the seed")
    ) { after, share in .rows(LateRows(after: after, share: share)) }
}

private struct LateRows: RowEffect {
    let after: SimulatedDuration
    let share: Double

    var endpoints: [Endpoint] { [.historyFrozen, .historySingle] }
    var presence: RowPresence { .late(after: after) }
}
