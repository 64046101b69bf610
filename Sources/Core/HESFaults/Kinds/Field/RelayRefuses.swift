import HESContract
import HESSimulation

extension FaultKind {
    static let relayRefuses = FaultKind(
        "relayRefuses",
        layer: .field,
        summary: "the meter refuses to move its breaker"
    ) { .field(RelayRefuses()) }
}

/// `successful` is false and nothing moves.
private struct RelayRefuses: FieldEffect {
    var endpoints: [Endpoint] { [.relay] }

    func change(_ read: inout MeterRead) {
        read.breaker = .refuses
    }
}
