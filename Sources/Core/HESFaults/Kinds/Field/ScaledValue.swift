import HESContract
import HESSimulation

extension FaultKind {
    static let scaledValue = FaultKind(
        "scaledValue",
        layer: .field,
        summary: "a channel shows a multiple of its value",
        parameters: Parameter("cgcode", as: .cgcode, summary: "the channel"),
        Parameter("factor", as: .number(-1e6...1e6), summary: "such as 40 for a forgotten transformer ratio"),
        Parameter("share", as: .number(0...1), default: 1, summary: "of the meter's rows, chosen by the seed")
    ) { cgcode, factor, share in .rows(ScaledValue(cgcode: cgcode, factor: factor, share: share)) }
}

/// Multiplies the channel's value; pinned values are unchanged.
private struct ScaledValue: RowEffect {
    let cgcode: Cgcode
    let factor: Double
    let share: Double

    /// Rounds and limits to ±10¹⁵, which no display shows and which cannot overflow, because rules may be combined.
    private static func whole(_ value: Double) -> Int64 {
        Int64(max(-1e15, min(1e15, value)).rounded())
    }

    func touches(_ other: Cgcode) -> Bool { other.shows(cgcode) }

    func change(_ row: inout RowDraft) {
        for index in row.channels.indices where row.channels[index].cgcode == cgcode {
            guard case .scaled(let value) = row.channels[index].value else { continue }
            row.channels[index].value = .scaled(Self.whole(Double(value) * factor))
        }
    }
}
