import HESContract
import HESSimulation

extension FaultKind {
    static let archiveRefuses = FaultKind(
        "archiveRefuses",
        layer: .field,
        summary: "the DCU refuses to change its archive"
    ) { .field(ArchiveRefuses()) }
}

/// addArchive and removeArchive end with status 02 and change nothing.
private struct ArchiveRefuses: FieldEffect {
    var endpoints: [Endpoint] { [.addArchive, .removeArchive] }

    func change(_ operation: inout ArchiveOperation) {
        operation.isDone = false
    }
}
