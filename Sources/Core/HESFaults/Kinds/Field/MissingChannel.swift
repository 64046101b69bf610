import HESContract
import HESSimulation

extension FaultKind {
    static let missingChannel = FaultKind(
        "missingChannel",
        layer: .field,
        summary: "the meter's rows lack channels",
        parameters: Parameter("cgcodes", as: .cgcodes, summary: "single cgcodes that are not there")
    ) { cgcodes in .rows(MissingChannel(cgcodes: cgcodes)) }
}

/// Removes the channels from composite rows; for a single code, removes the row.
private struct MissingChannel: RowEffect {
    let cgcodes: [Cgcode]

    func touches(_ cgcode: Cgcode) -> Bool { cgcodes.contains(where: cgcode.shows) }

    func lacks(_ cgcode: Cgcode) -> Bool { cgcodes.contains(cgcode) }

    func change(_ row: inout RowDraft) {
        row.channels.removeAll { cgcodes.contains($0.cgcode) }
    }
}
