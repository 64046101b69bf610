import HESSimulation
import SimulationKernel

extension FaultKind {
    static let brokerDown = FaultKind(
        "brokerDown",
        layer: .broker,
        summary: "the broker is gone",
        parameters: Parameter("for", as: .duration, summary: "of the world's clock")
    ) { span in .broker(.down(span)) }
}
