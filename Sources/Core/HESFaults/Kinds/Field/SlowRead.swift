import HESSimulation
import SimulationKernel

extension FaultKind {
    static let slowRead = FaultKind(
        "slowRead",
        .field,
        "reading the meter takes longer",
        [FaultParameter("delay", .distribution, "added to each read; one that reaches the link's time-out fails")]
    ) { .field(SlowRead(delay: $0.distribution("delay"))) }
}

private struct SlowRead: FieldEffect {
    let delay: Distribution

    func change(_ read: inout MeterRead) {
        read.duration = read.duration + delay.sample(read.chance.about("slowRead"))
    }
}
