import HESContract
import HESSimulation

extension FaultKind {
    static let relayAnswerLost = FaultKind("relayAnswerLost", .field, "the breaker moves but its answer is lost") { _ in
        .field(RelayAnswerLost())
    }
}

/// `successful` is false, the state has changed.
private struct RelayAnswerLost: FieldEffect {
    func concerns(_ endpoint: Endpoint) -> Bool { endpoint == .relay }

    func change(_ read: inout MeterRead) {
        read.breaker = .answerLost
    }
}
