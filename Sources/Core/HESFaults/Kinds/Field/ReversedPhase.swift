import HESContract
import HESMeterModel
import HESSimulation

extension FaultKind {
    static let reversedPhase = FaultKind(
        "reversedPhase",
        layer: .field,
        summary: "a current transformer is built in the wrong way round",
        parameters: Parameter("phase", as: .phase, summary: "A, B or C")
    ) { phase in .rows(ReversedPhase(phase: phase)) }
}

/// Reverses the sign of the phase's power, also in the totals; the registers are unchanged.
private struct ReversedPhase: RowEffect {
    let phase: Phase

    /// Registers and demand stay.
    func touches(_ cgcode: Cgcode) -> Bool { cgcode.isInstantaneous || cgcode == .loadProfile }

    func change(_ reading: inout PowerReading) {
        reading.activePower[phase] = -reading.activePower[phase]
        reading.reactivePower[phase] = -reading.reactivePower[phase]
    }
}
