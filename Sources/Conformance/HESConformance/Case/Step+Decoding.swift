import HESContract
import JSON
import SimulationKernel

extension Step {
    private static let kinds = ["op", "advance", "revoke", "faults", "disarm", "clockAdvance", "fence"]

    private static let mostRepeats = 100

    /// The step as often as its `repeat` says, each with a number of its own; empty after a complaint.
    static func all(_ reader: MemberReader, source: JSONValue) -> [Step] {
        let count = reader.optionalInteger("repeat") ?? 1
        guard (1...mostRepeats).contains(count) else {
            reader.complain("repeat", expected: "1 to \(mostRepeats)", found: .number("\(count)"))
            return []
        }
        let once = Step(reader, source: source.without("repeat"))
        return once.map { Array(repeating: $0, count: count) } ?? []
    }

    /// Nil after a complaint.
    private init?(_ reader: MemberReader, source: JSONValue) {
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

extension JSONValue {
    /// An object without one of its members; another value as it is.
    fileprivate func without(_ key: String) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.key != key })
    }
}
