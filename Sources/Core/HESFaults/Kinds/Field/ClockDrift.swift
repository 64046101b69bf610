import HESSimulation
import SimulationKernel

extension FaultKind {
    static let clockDrift = FaultKind(
        "clockDrift",
        .field,
        "the meter's clock is off, and the stamps of its frozen rows with it",
        [FaultParameter("by", .signedDuration, "positive where the clock is slow and freezes late")]
    ) { .rows(ClockDrift(by: $0.duration("by") ?? .zero)) }
}

private struct ClockDrift: RowEffect {
    let by: SimulatedDuration

    func change(_ row: inout RowDraft) {
        if row.isFrozen { row.timestamp = row.timestamp + by }
    }
}
