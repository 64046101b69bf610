import HESContract
import HESSimulation

extension FaultKind {
    static let missingRows = FaultKind(
        "missingRows",
        layer: .field,
        summary: "rows are missing, in history and in the meter",
        parameters: Parameter(
            "share",
            as: .number(0...1),
            default: 1,
            summary: "of the meter's rows, chosen by the seed"
        )
    ) { share in .rows(MissingRows(missing: share)) }
}

private struct MissingRows: RowEffect {
    let missing: Double

    var endpoints: [Endpoint] { [.readFrozen, .historyFrozen, .historySingle] }
    var presence: RowPresence { .missing(share: missing) }
}
