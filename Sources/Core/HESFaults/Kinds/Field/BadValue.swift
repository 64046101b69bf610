import HESContract
import HESSimulation

extension FaultKind {
    static let badValue = FaultKind(
        "badValue",
        .field,
        "a channel shows an absurd value",
        [
            FaultParameter("cgcode", .cgcode, "the channel"),
            FaultParameter("value", .json, "any JSON value, sent as it is"),
        ]
    ) { BadValue.effect($0) }
}

private struct BadValue: RowEffect {
    let cgcodes: [Cgcode]
    let json: String

    static func effect(_ arguments: FaultArguments) -> FaultEffect {
        var writer = JSONWriter()
        writer.node(arguments.json("value"))
        return .rows(
            BadValue(cgcodes: arguments.cgcodes("cgcode"), json: String(decoding: writer.bytes, as: UTF8.self))
        )
    }

    func change(_ row: inout RowDraft) {
        for index in row.channels.indices where cgcodes.contains(row.channels[index].cgcode) {
            row.channels[index].value = .json(json)
        }
    }
}
