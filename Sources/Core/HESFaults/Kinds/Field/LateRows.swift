import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let lateRows = FaultKind(
        "lateRows",
        layer: .field,
        summary: "rows reach the head-end late; the meter has them",
        parameters: Parameter("after", as: .duration, summary: "after its stamp a row is in history")
    ) { after in .rows(LateRows(after: after)) }
}

private struct LateRows: RowEffect {
    let after: SimulatedDuration

    var endpoints: [Endpoint] { [.historyFrozen, .historySingle] }
    var presence: RowPresence { .late(after: after) }
}
