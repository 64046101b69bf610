import HESSimulation
import SimulationKernel

extension FaultKind {
    static let brokerStall = FaultKind(
        "brokerStall",
        .broker,
        "connections to the broker stay open and carry nothing",
        [FaultParameter("for", .duration, "of the world's clock")]
    ) { .broker(.stall($0.duration("for") ?? .zero)) }
}
