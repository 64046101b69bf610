/// JSON values written as Swift literals; they come from no text, so their offsets are 0.
extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral text: String) { self = .string(text) }

    package init(integerLiteral number: Int) { self = .number(String(number)) }

    package init(booleanLiteral flag: Bool) { self = .bool(flag) }
}

extension JSONValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(arrayLiteral elements: JSONValue...) { self = .list(elements) }

    package init(dictionaryLiteral members: (String, JSONValue)...) { self = .members(members) }

    package static func list(_ elements: [JSONValue]) -> JSONValue {
        .array(elements.map { JSONNode(offset: 0, value: $0) })
    }

    package static func words(_ words: [String]) -> JSONValue {
        .list(words.map { .string($0) })
    }

    /// Keeps the order.
    package static func members(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(members.map { JSONMember(key: $0.0, keyOffset: 0, node: JSONNode(offset: 0, value: $0.1)) })
    }

    /// Whole numbers without a fraction: `50`, `0.1`.
    package static func decimal(_ number: Double) -> JSONValue {
        .number(Int(exactly: number).map { String($0) } ?? String(number))
    }
}
