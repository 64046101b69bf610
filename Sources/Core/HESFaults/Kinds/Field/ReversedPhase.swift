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

/// The phase's power is negative, and counted so in the totals; the registers go on counting its amount.
private struct ReversedPhase: RowEffect {
    let phase: Phase

    func change(_ reading: inout PowerReading) {
        reading.activePower[phase] = -reading.activePower[phase]
        reading.reactivePower[phase] = -reading.reactivePower[phase]
    }
}
