import HESContract
import HESSimulation

extension FaultKind {
    static let missingRows = FaultKind(
        "missingRows",
        .field,
        "rows are missing, in history and in the meter",
        [FaultParameter.optional("share", .number(0...1), "of the meter's rows, chosen by the seed; default 1")]
    ) { .rows(MissingRows(share: $0.number("share") ?? 1)) }
}

private struct MissingRows: RowEffect {
    let share: Double

    var endpoints: [Endpoint] { [.readFrozen, .historyFrozen, .historySingle] }
    var presence: RowPresence { .missing(share: share) }
}
