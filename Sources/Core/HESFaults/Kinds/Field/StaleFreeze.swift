import HESSimulation

extension FaultKind {
    static let staleFreeze = FaultKind(
        "staleFreeze",
        .field,
        "a frozen row shows the values of the freeze before it"
    ) { _ in .rows(StaleFreeze()) }
}

private struct StaleFreeze: RowEffect {
    var isStale: Bool { true }
}
