import HESSimulation
import SimulationKernel

extension FaultKind {
    static let clockDrift = FaultKind(
        "clockDrift",
        layer: .field,
        summary: "the meter's clock is off, and the stamps of its frozen rows with it",
        parameters: Parameter(
            "by",
            as: .signedDuration,
            summary: "positive where the clock is slow and freezes late"
        )
    ) { by in .rows(ClockDrift(by: by)) }
}

private struct ClockDrift: RowEffect {
    let by: SimulatedDuration

    func change(_ row: inout RowDraft) {
        if row.isFrozen { row.timestamp = row.timestamp + by }
    }
}
