import HESSimulation
import SimulationKernel

extension FaultKind {
    static let brokerRefuse = FaultKind(
        "brokerRefuse",
        .broker,
        "the broker refuses new connections",
        [
            FaultParameter("for", .duration, "of the world's clock"),
            FaultParameter.optional("code", .integer(1...255), "of CONNACK; default 3, server unavailable"),
        ]
    ) { .broker(.refuse($0.duration("for") ?? .zero, code: $0.integer("code") ?? 3)) }
}
