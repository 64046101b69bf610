import HESContract
package import JSON

/// A change of the evidence as another client would have made it: layer 1 of the self-test (conformance.md §5.1).
package struct TraceMutation: Sendable {
    package enum Change: Sendable {
        /// A request goes with its reply.
        case drop
        /// So many more copies, right behind it or behind the last event that fits; a request with its reply, as an
        /// exchange of its own.
        case double(times: Int, behind: EventPattern?)
        /// Behind the last event that fits.
        case delay(behind: EventPattern)
        /// Before the first event that fits.
        case reorder(before: EventPattern)
        /// The member's value becomes another JSON type that says the same.
        case retype(member: String, to: JSONType)
        case replace(member: String, by: JSONValue)
        /// In every string of the event.
        case replaceText(String, by: String)
        case remove(member: String)
    }

    package enum JSONType: String, CaseIterable, Sendable {
        case string, number, array
    }

    package let name: String
    package let change: Change
    package let target: EventPattern
    /// Which of the events that fit: 1 the first, -1 the last; nil for all.
    package let nth: Int?
    /// Ids of the checks that it must flip from pass.
    package let flips: [String]
}

extension TraceMutation {
    private static let verbs = ["drop", "double", "delay", "reorder", "retype", "replace", "replaceText", "remove"]

    /// Nil after a complaint.
    init?(_ reader: MemberReader, isNeutral: Bool) {
        name = reader.string("name")
        flips = isNeutral ? [] : reader.strings("flips")
        let named = Self.verbs.filter(reader.has)
        guard named.count == 1, let verb = named.first, let value = reader.optional(verb) else {
            reader.problems.add(
                reader.pointer,
                expected: "one of the keys \(Self.verbs.joined(separator: ", "))",
                found: "the keys \(reader.keys.joined(separator: ", "))"
            )
            return nil
        }
        let pattern = MemberReader(value, pointer: reader.pointer(to: verb), problems: reader.problems)
        nth = pattern.optionalInteger("nth")
        target = EventPattern(pattern, isCounted: false)
        if !target.kind.isOfClient {
            pattern.complain("kind", expected: "an event of the client's", found: .string(target.kind.rawValue))
        }
        guard let change = Self.change(verb, reader) else { return nil }
        self.change = change
        reader.finish()
    }

    private static func change(_ verb: String, _ reader: MemberReader) -> Change? {
        switch verb {
        case "drop": return .drop
        case "double":
            let times = reader.optionalInteger("times") ?? 1
            return .double(times: times, behind: reader.has("behind") ? pattern("behind", reader) : nil)
        case "delay": return pattern("behind", reader).map { .delay(behind: $0) }
        case "reorder": return pattern("before", reader).map { .reorder(before: $0) }
        case "retype":
            let type: JSONType? = reader.word("to")
            let member = reader.string("member")
            return type.map { .retype(member: member, to: $0) }
        case "replace":
            let member = reader.string("member")
            return reader.required("by").map { .replace(member: member, by: $0) }
        case "replaceText": return .replaceText(reader.string("text"), by: reader.string("by"))
        default: return .remove(member: reader.string("member"))
        }
    }

    private static func pattern(_ key: String, _ reader: MemberReader) -> EventPattern? {
        reader.required(key).map { value in
            EventPattern(MemberReader(value, pointer: reader.pointer(to: key), problems: reader.problems))
        }
    }
}
