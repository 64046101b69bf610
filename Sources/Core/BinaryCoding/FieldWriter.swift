/// Writes the fields of a struct, or the case of an enum and its values.
struct FieldWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: ValueEncoder
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { encoder.writer.write(false) }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try encoder.write(value) }

    /// An enum's case with values: only these have a container of their own under a key.
    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        encoder.writer.write(name: key.stringValue)
        return encoder.container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder.unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder }
    func superEncoder(forKey key: Key) -> any Encoder { encoder }

    // The default methods write nothing for nil. A generic method alone does not take their place.
    func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
        try encoder.writeIfPresent(value)
    }
    func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try encoder.writeIfPresent(value) }
    func encodeIfPresent(_ value: String?, forKey key: Key) throws { try encoder.writeIfPresent(value) }
    func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try encoder.writeIfPresent(value) }
    func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try encoder.writeIfPresent(value) }
    func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try encoder.writeIfPresent(value) }
    func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try encoder.writeIfPresent(value) }
    func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try encoder.writeIfPresent(value) }
    func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try encoder.writeIfPresent(value) }
    func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try encoder.writeIfPresent(value) }
    func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try encoder.writeIfPresent(value) }
    func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try encoder.writeIfPresent(value) }
    func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try encoder.writeIfPresent(value) }
    func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try encoder.writeIfPresent(value) }
    func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try encoder.writeIfPresent(value) }
}
