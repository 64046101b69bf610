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

    func change(_ row: inout RowDraft) {
        for index in row.channels.indices where cgcodes.contains(row.channels[index].cgcode) {
            guard case .scaled(let value) = row.channels[index].value else { continue }
            row.channels[index].value = .scaled(Int64((Double(value) * factor).rounded()))
        }
    }
}
