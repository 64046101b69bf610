/// Decodes what a ``BinaryEncoder`` encoded from the same declarations.
package struct BinaryDecoder {
    package var userInfo: [CodingUserInfoKey: any Sendable] = [:]

    package init() {}

    /// - Throws: ``BinaryError`` for other bytes, or what a value's `init(from:)` throws.
    package func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        let decoder = ValueDecoder(reader: BinaryReader(bytes), userInfo: userInfo)
        let value = try decoder.read(type)
        guard decoder.reader.isAtEnd else { throw decoder.reader.failure("more bytes follow the value") }
        return value
    }

    /// As ``decode(_:from:)``, of a value that others follow.
    package func decodeFirst<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try ValueDecoder(reader: BinaryReader(bytes), userInfo: userInfo).read(type)
    }
}

/// Reads one value and those within it.
struct ValueDecoder: Decoder {
    let reader: BinaryReader
    let userInfo: [CodingUserInfoKey: Any]
    var codingPath: [any CodingKey] { [] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(FieldReader(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        ElementReader(decoder: self, count: try reader.count())
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { ValueReader(decoder: self) }

    /// See ``ValueEncoder/write(_:)``.
    func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if type == String.self, let text = try reader.text() as? Value { return text }
        if type == Int64.self, let number = try reader.signed() as? Value { return number }
        if type == Int.self, let number = Int(try reader.signed()) as? Value { return number }
        if type == UInt64.self, let number = try reader.unsigned() as? Value { return number }
        if type == Bool.self, let flag = try reader.flag() as? Value { return flag }
        if type == [UInt8].self, let blob = try reader.blob() as? Value { return blob }
        return try Value(from: self)
    }

    func readIfPresent<Value: Decodable>(_ type: Value.Type) throws -> Value? {
        try reader.flag() ? try read(type) : nil
    }
}
