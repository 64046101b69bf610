import HESContract
import HESSimulation

extension FaultKind {
    static let duplicateRows = FaultKind(
        "duplicateRows",
        layer: .field,
        summary: "every row comes twice"
    ) { .rows(DuplicateRows()) }
}

private struct DuplicateRows: RowEffect {
    var endpoints: [Endpoint] { [.readFrozen, .historyFrozen, .historySingle] }
    var presence: RowPresence { .repeated(times: 2) }
}
