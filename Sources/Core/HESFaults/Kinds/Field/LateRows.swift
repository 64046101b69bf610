import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let lateRows = FaultKind(
        "lateRows",
        .field,
        "rows reach the head-end late; the meter has them",
        [FaultParameter("after", .duration, "after its stamp a row is in history")]
    ) { .rows(LateRows(after: $0.duration("after") ?? .zero)) }
}

private struct LateRows: RowEffect {
    let after: SimulatedDuration

    var endpoints: [Endpoint] { [.historyFrozen, .historySingle] }
    var presence: RowPresence { .late(after: after) }
}
