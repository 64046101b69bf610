import HESSimulation
import SimulationKernel

extension FaultKind {
    static let brokerStall = FaultKind(
        "brokerStall",
        layer: .broker,
        summary: "connections to the broker stay open and carry nothing",
        parameters: Parameter("for", as: .duration, summary: "of the world's clock")
    ) { span in .broker(.stall(span)) }
}
