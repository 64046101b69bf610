/// Encodes values as bytes without the names of their fields: one field after another in the order of their declaration, small
/// numbers in few bytes.
///
/// What takes any name for a field is refused, as a dictionary with keys of strings or numbers does: the names would be lost.
/// Other dictionaries and sets come back as they were, but have no order: encode a sorted list of entries for equal bytes.
///
/// The reader needs the declarations of the writer, so keep the number of a layout beside the bytes. Faster and smaller than the
/// coders of Foundation, by the factors in docs/internals/performance.md.
package struct BinaryEncoder {
    package var userInfo: [CodingUserInfoKey: any Sendable] = [:]

    package init() {}

    /// - Throws: `EncodingError` for what would be lost, and what a value's `encode(to:)` throws.
    package func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = ValueEncoder(writer: BinaryWriter(), userInfo: userInfo)
        try encoder.write(value)
        if encoder.writer.hasLostNames { throw encoder.lostNames(of: value) }
        return encoder.writer.bytes
    }
}

/// Writes one value and those within it.
struct ValueEncoder: Encoder {
    let writer: BinaryWriter
    let userInfo: [CodingUserInfoKey: Any]
    var codingPath: [any CodingKey] { [] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if Key.takesAnyName { writer.hasLostNames = true }
        return KeyedEncodingContainer(FieldWriter(encoder: self))
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

    /// Only a `UInt64` has numbers beyond those of `Int64`.
    func tooLarge(_ number: some Encodable) -> EncodingError {
        .invalidValue(
            number,
            .init(
                codingPath: [],
                debugDescription: "\(number) is no Int64; encode it as UInt64, which has a form of its own"
            )
        )
    }

    func lostNames(of value: some Encodable) -> EncodingError {
        .invalidValue(
            value,
            .init(
                codingPath: [],
                debugDescription: """
                    a value within has names that are no declared fields, as a dictionary's keys of strings or numbers \
                    are, and only values are written; encode a sorted list of its entries instead
                    """
            )
        )
    }

    func writeIfPresent<Value: Encodable>(_ value: Value?) throws {
        writer.write(value != nil)
        if let value { try write(value) }
    }
}

extension CodingKey {
    /// Whether its names are data: keys of declared fields refuse a name or number that is none of theirs.
    fileprivate static var takesAnyName: Bool {
        Self(stringValue: "no field has this name") != nil || Self(intValue: .min) != nil
    }
}
