import HESContract
import HESSimulation

extension FaultKind {
    static let duplicateRows = FaultKind(
        "duplicateRows",
        layer: .field,
        summary: "rows come twice",
        parameters: Parameter(
            "share",
            as: .number(0...1),
            default: 1,
            summary: "of the meter's rows, chosen by the seed"
        )
    ) { share in .rows(DuplicateRows(share: share)) }
}

private struct DuplicateRows: RowEffect {
    let share: Double

    var endpoints: [Endpoint] { [.readFrozen, .historyFrozen, .historySingle] }
    var presence: RowPresence { .repeated(times: 2) }
}
