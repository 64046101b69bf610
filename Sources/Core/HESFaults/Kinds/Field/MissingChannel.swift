import HESContract
import HESSimulation

extension FaultKind {
    static let missingChannel = FaultKind(
        "missingChannel",
        .field,
        "the meter's rows lack channels",
        [FaultParameter("cgcodes", .cgcodes, "single cgcodes that are not there")]
    ) { .rows(MissingChannel(cgcodes: $0.cgcodes("cgcodes"))) }
}

/// A row of a single code that is missing is not there at all.
private struct MissingChannel: RowEffect {
    let cgcodes: [Cgcode]

    func lacks(_ cgcode: Cgcode) -> Bool { cgcodes.contains(cgcode) }

    func change(_ row: inout RowDraft) {
        row.channels.removeAll { cgcodes.contains($0.cgcode) }
    }
}
