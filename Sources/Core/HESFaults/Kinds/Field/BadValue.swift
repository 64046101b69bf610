import HESContract
import HESSimulation
import JSON

extension FaultKind {
    static let badValue = FaultKind(
        "badValue",
        layer: .field,
        summary: "a channel shows an absurd value",
        parameters: Parameter("cgcode", as: .cgcode, summary: "the channel"),
        Parameter("value", as: .json, summary: "any JSON value, sent as it is"),
        Parameter("share", as: .number(0...1), default: 1, summary: "of the meter's rows, chosen by the seed")
    ) { cgcode, value, share in .rows(BadValue(cgcode: cgcode, json: value.text, share: share)) }
}

private struct BadValue: RowEffect {
    let cgcode: Cgcode
    let json: String
    let share: Double

    func touches(_ other: Cgcode) -> Bool { other.shows(cgcode) }

    func change(_ row: inout RowDraft) {
        for index in row.channels.indices where row.channels[index].cgcode == cgcode {
            row.channels[index].value = .json(json)
        }
    }
}

extension JSONValue {
    fileprivate var text: String {
        var writer = JSONWriter()
        writer.node(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
