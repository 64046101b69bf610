import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let dcuOffline = FaultKind(
        "dcuOffline",
        layer: .field,
        summary: "the DCU is not connected: all its meters fail at once"
    ) { .field(DCUOffline()) }
}

private struct DCUOffline: FieldEffect {
    var endpoints: [Endpoint] { [.readFrozen, .readSingle, .relay, .readArchive, .addArchive, .removeArchive] }

    func change(_ read: inout MeterRead) {
        read.hasAnswered = false
        read.duration = .zero
    }

    func change(_ operation: inout ArchiveOperation) {
        operation.isDone = false
    }
}
