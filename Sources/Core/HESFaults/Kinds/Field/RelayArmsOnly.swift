import HESContract
import HESSimulation

extension FaultKind {
    static let relayArmsOnly = FaultKind(
        "relayArmsOnly",
        .field,
        #""close" only arms the breaker until its button is pressed"#
    ) { _ in
        .field(RelayArmsOnly())
    }
}

/// `successful` is true, the current stays 0; the event `breakerButton` closes it.
private struct RelayArmsOnly: FieldEffect {
    var endpoints: [Endpoint] { [.relay] }

    func change(_ read: inout MeterRead) {
        read.breaker = .armsOnly
    }
}
