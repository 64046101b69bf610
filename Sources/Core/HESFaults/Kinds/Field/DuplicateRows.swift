import HESContract
import HESSimulation

extension FaultKind {
    static let duplicateRows = FaultKind("duplicateRows", .field, "every row comes twice") { _ in
        .rows(DuplicateRows())
    }
}

private struct DuplicateRows: RowEffect {
    var endpoints: [Endpoint] { [.readFrozen, .historyFrozen, .historySingle] }
    var presence: RowPresence { .repeated(times: 2) }
}
