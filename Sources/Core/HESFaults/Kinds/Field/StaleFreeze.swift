import HESSimulation

extension FaultKind {
    static let staleFreeze = FaultKind(
        "staleFreeze",
        layer: .field,
        summary: "a frozen row shows the values of the freeze before it"
    ) { .rows(StaleFreeze()) }
}

private struct StaleFreeze: RowEffect {
    var isStale: Bool { true }
}
