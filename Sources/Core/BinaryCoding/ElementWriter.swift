/// Writes a number of elements and the elements.
struct ElementWriter: UnkeyedEncodingContainer {
    let encoder: ValueEncoder
    /// Where the number is.
    let place: Int
    private(set) var count = 0
    var codingPath: [any CodingKey] { [] }

    init(encoder: ValueEncoder, place: Int) {
        self.encoder = encoder
        self.place = place
    }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
        addElement()
        try encoder.write(value)
    }

    mutating func encodeNil() throws { throw encoder.noOptional }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        addElement()
        return encoder.container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        addElement()
        return encoder.unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
        addElement()
        return encoder
    }

    private mutating func addElement() {
        count += 1
        encoder.writer.setCount(UInt32(clamping: count), at: place)
    }
}

/// Writes a value that is not a struct of fields: a number, a text, an optional.
struct ValueWriter: SingleValueEncodingContainer {
    let encoder: ValueEncoder
    var codingPath: [any CodingKey] { [] }

    func encodeNil() throws { throw encoder.noOptional }

    func encode(_ value: Bool) { encoder.writer.write(value) }
    func encode(_ value: String) { encoder.writer.write(value) }
    func encode(_ value: Double) { encoder.writer.write(value) }
    func encode(_ value: Float) { encoder.writer.write(Double(value)) }
    func encode(_ value: UInt64) { encoder.writer.write(value) }
    func encode<Number: FixedWidthInteger & Encodable>(_ value: Number) throws {
        guard let number = Int64(exactly: value) else { throw encoder.tooLarge(value) }
        encoder.writer.write(number)
    }
    func encode<Value: Encodable>(_ value: Value) throws { try encoder.write(value) }
}
