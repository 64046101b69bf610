import HESContract
import HESSimulation

extension FaultKind {
    static let relayArmsOnly = FaultKind(
        "relayArmsOnly",
        layer: .field,
        summary: #""close" only arms the breaker until its button is pressed"#
    ) { .field(RelayArmsOnly()) }
}

/// `successful` is true, but the current stays 0 until the event `breakerButton` closes the breaker.
private struct RelayArmsOnly: FieldEffect {
    var endpoints: [Endpoint] { [.relay] }

    func change(_ read: inout MeterRead) {
        read.breaker = .armsOnly
    }
}
