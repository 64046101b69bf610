import HESContract
import JSON

extension EvidenceEvent {
    /// The event with the value at a path such as `json/devList` changed, or the member removed if `edit` returns nil;
    /// unchanged if its kind cannot have the result.
    func editing(_ path: String, by edit: (JSONValue) -> JSONValue?) -> EvidenceEvent {
        let keys = path.split(separator: "/").map(String.init)
        guard let first = keys.first else { return self }
        let edited = members.compactMap { name, value in
            guard name == first else { return (name, value) }
            return value.editing(keys.dropFirst(), by: edit).map { (name, $0) }
        }
        return replacingMembers(edited) ?? self
    }
}

extension JSONValue {
    /// `*` as a key means every element.
    func editing(_ path: ArraySlice<String>, by edit: (JSONValue) -> JSONValue?) -> JSONValue? {
        guard let key = path.first else { return edit(self) }
        let rest = path.dropFirst()
        switch self {
        case .object(let members):
            return .members(
                members.compactMap { member in
                    guard member.key == key else { return (member.key, member.node.value) }
                    return member.node.value.editing(rest, by: edit).map { (member.key, $0) }
                }
            )
        case .array(let nodes):
            return .list(
                nodes.enumerated().compactMap { index, node in
                    key == "*" || key == String(index) ? node.value.editing(rest, by: edit) : node.value
                }
            )
        default: return self
        }
    }

    func replacingText(_ text: String, by other: String) -> JSONValue {
        switch self {
        case .string(let old): .string(old.replacing(text, with: other))
        case .array(let nodes): .list(nodes.map { $0.value.replacingText(text, by: other) })
        case .object(let members): .members(members.map { ($0.key, $0.node.value.replacingText(text, by: other)) })
        default: self
        }
    }
}

extension TraceMutation.JSONType {
    /// The value as another type: `1` and `"1"`, `"a,b"` and `["a","b"]`.
    func of(_ value: JSONValue) -> JSONValue {
        switch self {
        case .string: .string(value.word ?? value.elements.compactMap(\.word).joined(separator: ","))
        case .number: .number(Self.digits(value.word ?? "0"))
        case .array: .words((value.word ?? "").split(separator: ",").map(String.init))
        }
    }

    /// Without leading zeros, as a number is written.
    private static func digits(_ text: String) -> String {
        Int(text).map(String.init) ?? "0"
    }
}
