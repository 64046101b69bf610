import HESContract
import JSON
import SimulationKernel

extension Step {
    private static let kinds = ["op", "advance", "revoke", "faults", "disarm", "clockAdvance", "fence"]

    /// Nil after a complaint.
    init?(_ reader: MemberReader, source: JSONValue) {
        let named = Self.kinds.filter(reader.has)
        guard named.count == 1, let kind = named.first else {
            reader.problems.add(
                reader.pointer,
                expected: "one of the keys \(Self.kinds.joined(separator: ", "))",
                found: "the keys \(reader.keys.joined(separator: ", "))"
            )
            return nil
        }
        guard let action = Self.action(kind, reader) else { return nil }
        self.action = action
        self.source = source
        isOptional = reader.bool("optional")
        reader.finish()
    }

    private static func action(_ kind: String, _ reader: MemberReader) -> Action? {
        switch kind {
        case "op":
            let name: OperationName? = reader.word("op")
            let arguments = reader.optional("args") ?? [:]
            return name.map { .operation($0, arguments: arguments) }
        case "advance":
            let text = reader.string("advance")
            if SimulatedDuration(parsing: text) == nil {
                reader.complain("advance", expected: "a duration such as 7201s", found: .string(text))
            }
            return .advance(text)
        case "faults": return reader.required("faults").map { .faults($0) }
        case "disarm": return .disarm(reader.string("disarm"))
        case "clockAdvance": return .clockAdvance(reader.integer("clockAdvance"))
        default:
            if !reader.bool(kind) { reader.complain(kind, expected: "true", found: false) }
            return kind == "revoke" ? .revoke : .fence
        }
    }
}
