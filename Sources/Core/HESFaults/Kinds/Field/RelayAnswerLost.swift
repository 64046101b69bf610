import HESContract
import HESSimulation

extension FaultKind {
    static let relayAnswerLost = FaultKind(
        "relayAnswerLost",
        layer: .field,
        summary: "the breaker moves but its answer is lost"
    ) { .field(RelayAnswerLost()) }
}

/// `successful` is false, although the breaker has moved.
private struct RelayAnswerLost: FieldEffect {
    var endpoints: [Endpoint] { [.relay] }

    func change(_ read: inout MeterRead) {
        read.breaker = .answerLost
    }
}
