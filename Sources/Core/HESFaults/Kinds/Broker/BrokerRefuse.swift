import HESSimulation
import SimulationKernel

extension FaultKind {
    static let brokerRefuse = FaultKind(
        "brokerRefuse",
        layer: .broker,
        summary: "the broker refuses new connections",
        parameters: Parameter("for", as: .duration, summary: "of the world's clock"),
        Parameter("code", as: .integer(1...255), default: 3, summary: "of CONNACK", remark: ", server unavailable")
    ) { span, code in .broker(.refuse(span, code: code)) }
}
