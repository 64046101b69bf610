/// Encodes a dictionary in the order of its keys, so that the same world has the same bytes.
@propertyWrapper
package struct InKeyOrder<Key: Hashable & Comparable & Codable & Sendable, Value: Codable & Sendable>: Sendable {
    package var wrappedValue: [Key: Value]

    package init(wrappedValue: [Key: Value]) {
        self.wrappedValue = wrappedValue
    }
}

extension InKeyOrder: Codable {
    private struct Entry: Codable {
        let key: Key
        let value: Value
    }

    package init(from decoder: any Decoder) throws {
        let entries = try [Entry](from: decoder)
        wrappedValue = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
    }

    package func encode(to encoder: any Encoder) throws {
        let entries = wrappedValue.sorted { $0.key < $1.key }
        try entries.map { Entry(key: $0.key, value: $0.value) }.encode(to: encoder)
    }
}
