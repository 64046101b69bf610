import HESContract
import HESMeterModel
import HESSimulation

extension FaultKind {
    static let phaseLoss = FaultKind(
        "phaseLoss",
        layer: .field,
        summary: "a phase has no voltage",
        parameters: Parameter("phase", as: .phase, summary: "A, B or C")
    ) { phase in .rows(PhaseLoss(phase: phase)) }
}

/// Sets voltage, current and power of the phase to 0; the registers are unchanged.
private struct PhaseLoss: RowEffect {
    let phase: Phase

    /// Registers and demand stay.
    func touches(_ cgcode: Cgcode) -> Bool { cgcode.isInstantaneous || cgcode == .loadProfile }

    func change(_ reading: inout PowerReading) {
        reading.voltage[phase] = 0
        reading.activePower[phase] = 0
        reading.reactivePower[phase] = 0
    }
}
