import HESSimulation

extension FaultKind {
    static let meterOffline = FaultKind(
        "meterOffline",
        layer: .field,
        summary: "the meter does not answer"
    ) { .field(MeterOffline()) }
}

/// A read fails at the link's time-out.
private struct MeterOffline: FieldEffect {
    func change(_ read: inout MeterRead) {
        read.hasAnswered = false
        read.duration = read.timeout
    }
}
