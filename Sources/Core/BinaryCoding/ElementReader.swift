/// Reads elements, whose number stands before them.
struct ElementReader: UnkeyedDecodingContainer {
    let decoder: ValueDecoder
    let count: Int?
    private(set) var currentIndex = 0
    var codingPath: [any CodingKey] { [] }

    init(decoder: ValueDecoder, count: Int) {
        self.decoder = decoder
        self.count = count
    }

    var isAtEnd: Bool { currentIndex >= count ?? 0 }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try next()
        return try decoder.read(type)
    }

    mutating func decodeNil() throws -> Bool { false }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try next()
        return decoder.container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try next()
        return try decoder.unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
        try next()
        return decoder
    }

    private mutating func next() throws(BinaryError) {
        guard !isAtEnd else { throw decoder.reader.failure("fewer elements than are read") }
        currentIndex += 1
    }
}

/// Reads a value that is not a struct of fields.
struct ValueReader: SingleValueDecodingContainer {
    let decoder: ValueDecoder
    var codingPath: [any CodingKey] { [] }

    private var reader: BinaryReader { decoder.reader }

    func decodeNil() -> Bool { false }

    func decode(_ type: Bool.Type) throws -> Bool { try reader.flag() }
    func decode(_ type: String.Type) throws -> String { try reader.text() }
    func decode(_ type: Double.Type) throws -> Double { try reader.double() }
    func decode(_ type: Float.Type) throws -> Float { Float(try reader.double()) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try reader.unsigned() }

    func decode<Number: FixedWidthInteger & Decodable>(_ type: Number.Type) throws -> Number {
        guard let number = Number(exactly: try reader.signed()) else { throw reader.failure("no \(Number.self)") }
        return number
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.read(type) }
}
