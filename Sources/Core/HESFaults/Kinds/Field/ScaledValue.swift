import HESContract
import HESSimulation

extension FaultKind {
    static let scaledValue = FaultKind(
        "scaledValue",
        .field,
        "a channel shows a multiple of its value",
        [
            FaultParameter("cgcode", .cgcode, "the channel"),
            FaultParameter("factor", .number(-1e6...1e6), "such as 40 for a forgotten transformer ratio"),
        ]
    ) { .rows(ScaledValue(cgcodes: $0.cgcodes("cgcode"), factor: $0.number("factor") ?? 1)) }
}

/// Values that a scenario pins stay as they are.
private struct ScaledValue: RowEffect {
    let cgcodes: [Cgcode]
    let factor: Double

    /// Far from what a display shows, and from overflow: rules may stand on one another.
    private static func whole(_ value: Double) -> Int64 {
        Int64(max(-1e15, min(1e15, value)).rounded())
    }

    func change(_ row: inout RowDraft) {
        for index in row.channels.indices where cgcodes.contains(row.channels[index].cgcode) {
            guard case .scaled(let value) = row.channels[index].value else { continue }
            row.channels[index].value = .scaled(Self.whole(Double(value) * factor))
        }
    }
}
