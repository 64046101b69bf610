import JSON

/// Builds JSON Schema in the form that both OpenAPI 3.1 and AsyncAPI 3.0 accept.
enum Shape {
    static let text: JSONValue = ["type": "string"]
    static let flag: JSONValue = ["type": "boolean"]
    static let nothing: JSONValue = ["type": "null"]

    static func integer(from least: Int? = nil) -> JSONValue {
        guard let least else { return ["type": "integer"] }
        return ["type": "integer", "minimum": .number("\(least)")]
    }

    static func text(_ pattern: String) -> JSONValue {
        ["type": "string", "pattern": .string(pattern)]
    }

    static func one(of words: [String]) -> JSONValue {
        ["type": "string", "enum": .words(words)]
    }

    static func constant(_ value: JSONValue) -> JSONValue {
        ["const": value]
    }

    static func list(_ items: JSONValue) -> JSONValue {
        ["type": "array", "items": items]
    }

    static func any(of schemas: [JSONValue]) -> JSONValue {
        schemas.count == 1 ? schemas[0] : ["anyOf": .list(schemas)]
    }

    static func component(_ name: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/" + name)]
    }

    /// Every member is required, except those in `optional`; an open object allows others.
    static func object(
        _ members: [(String, JSONValue)],
        optional: [String] = [],
        isOpen: Bool = false
    ) -> JSONValue {
        var schema: [(String, JSONValue)] = [
            ("type", "object"), ("properties", .members(members)),
            ("required", .words(members.map(\.0).filter { !optional.contains($0) })),
        ]
        if !isOpen { schema.append(("additionalProperties", false)) }
        return .members(schema)
    }

    /// A regular expression that matches `text`, with any text for `<…>` and a number for `<n>`.
    static func pattern(of text: String) -> String {
        var pattern = "^"
        var rest = text[...]
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            pattern += escaped(rest[..<open]) + (rest[open...close] == "<n>" ? "[0-9]+" : "[\\s\\S]*")
            rest = rest[rest.index(after: close)...]
        }
        return pattern + escaped(rest) + "$"
    }

    private static func escaped(_ text: Substring) -> String {
        text.reduce(into: "") { pattern, character in
            if "\\^$.|?*+()[]{}".contains(character) { pattern.append("\\") }
            pattern.append(character)
        }
    }
}

extension JSONValue {
    /// The schema with a description.
    func described(_ description: String) -> JSONValue { with(["description": .string(description)]) }

    /// The object with more members at its end; any other value unchanged.
    func with(_ more: KeyValuePairs<String, JSONValue>) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .members(members.map { ($0.key, $0.node.value) } + more.map { ($0.key, $0.value) })
    }
}
