import HESSimulation
import SimulationKernel

extension FaultKind {
    static let brokerDown = FaultKind(
        "brokerDown",
        .broker,
        "the broker is gone",
        [FaultParameter("for", .duration, "of the world's clock")]
    ) { .broker(.down($0.duration("for") ?? .zero)) }
}
