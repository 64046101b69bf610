import HESSimulation
import SimulationKernel

extension FaultKind {
    static let slowRead = FaultKind(
        "slowRead",
        layer: .field,
        summary: "reading the meter takes longer",
        parameters: Parameter(
            "delay",
            as: .distribution,
            summary: "added to each read; one that reaches the link's time-out fails"
        )
    ) { delay in .field(SlowRead(delay: delay)) }
}

private struct SlowRead: FieldEffect {
    let delay: Distribution

    func change(_ read: inout MeterRead) {
        read.duration = read.duration + delay.sample(read.chance.about("slowRead"))
    }
}
