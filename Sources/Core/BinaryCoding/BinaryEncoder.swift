/// Encodes values as bytes without the names of their fields: one field after another in the order of their declaration, small
/// numbers in few bytes.
///
/// Dictionaries and sets have no order, and a dictionary's keys of strings or numbers are lost like names of fields: encode a
/// sorted list of their entries instead.
///
/// The reader needs the declarations of the writer, so keep the number of a layout beside the bytes. Faster and smaller than the
/// coders of Foundation, by the factors in docs/internals/performance.md.
package struct BinaryEncoder {
    package var userInfo: [CodingUserInfoKey: any Sendable] = [:]

    package init() {}

    /// - Throws: what a value's `encode(to:)` throws.
    package func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = ValueEncoder(writer: BinaryWriter(), userInfo: userInfo)
        try encoder.write(value)
        return encoder.writer.bytes
    }
}

/// Writes one value and those within it.
struct ValueEncoder: Encoder {
    let writer: BinaryWriter
    let userInfo: [CodingUserInfoKey: Any]
    var codingPath: [any CodingKey] { [] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(FieldWriter(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        ElementWriter(encoder: self, place: writer.leaveCount())
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { ValueWriter(encoder: self) }

    /// Writes what most values consist of itself, and leaves the rest to the value.
    func write<Value: Encodable>(_ value: Value) throws {
        if Value.self == String.self, let text = value as? String { return writer.write(text) }
        if Value.self == Int64.self, let number = value as? Int64 { return writer.write(number) }
        if Value.self == Int.self, let number = value as? Int { return writer.write(Int64(number)) }
        if Value.self == UInt64.self, let number = value as? UInt64 { return writer.write(number) }
        if Value.self == Bool.self, let flag = value as? Bool { return writer.write(flag) }
        if Value.self == [UInt8].self, let blob = value as? [UInt8] { return writer.write(blob) }
        try value.encode(to: self)
    }

    /// Only a field may be absent.
    var noOptional: EncodingError {
        .invalidValue(
            "nil",
            .init(codingPath: [], debugDescription: "an optional is neither a field nor an enum's value")
        )
    }

    func writeIfPresent<Value: Encodable>(_ value: Value?) throws {
        writer.write(value != nil)
        if let value { try write(value) }
    }
}
