import HESContract
import HESSimulation

extension FaultKind {
    static let archiveFull = FaultKind(
        "archiveFull",
        layer: .field,
        summary: "the DCU's archive has no room for another meter"
    ) { .field(ArchiveFull()) }
}

/// addArchive ends with status 02 and changes nothing.
private struct ArchiveFull: FieldEffect {
    var endpoints: [Endpoint] { [.addArchive] }

    func change(_ operation: inout ArchiveOperation) {
        operation.isDone = false
    }
}
