/// A JSON value with its byte offset, so that a problem can name its position.
package struct JSONNode: Sendable {
    /// Byte offset of the value's first character.
    package let offset: Int
    package let value: JSONValue

    package init(offset: Int, value: JSONValue) {
        self.offset = offset
        self.value = value
    }
}

package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    /// The digits as written; nothing is lost to floating point.
    case number(String)
    case string(String)
    case array([JSONNode])
    case object([JSONMember])
}

package struct JSONMember: Sendable {
    package let key: String
    /// Byte offset of the key's opening quote.
    package let keyOffset: Int
    package let node: JSONNode

    package init(key: String, keyOffset: Int, node: JSONNode) {
        self.key = key
        self.keyOffset = keyOffset
        self.node = node
    }
}

extension JSONValue {
    /// The JSON type's name, as diagnostics print it.
    package var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// The value of `key`; if the key is repeated, its last value, as in most parsers.
    package func member(_ key: String) -> JSONNode? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.node
    }

    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The value of a number that is written as an integer and fits.
    package var integer: Int? {
        guard case .number(let digits) = self else { return nil }
        return Int(digits)
    }

    package var double: Double? {
        guard case .number(let digits) = self else { return nil }
        return Double(digits)
    }

    /// Type and value in words: `number 5`, `an array of 1`.
    package var described: String {
        switch self {
        case .null, .array, .object: excerpt
        case .bool, .number, .string: "\(typeName) \(excerpt)"
        }
    }

    /// One line of at most 60 characters that shows the value in a diagnostic.
    package var excerpt: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let digits): String(digits.prefix(60))
        case .string(let text): "\"\(text.prefix(56))\(text.count > 56 ? "…" : "")\""
        case .array(let nodes): "an array of \(nodes.count)"
        case .object(let members): "an object of \(members.count)"
        }
    }
}
