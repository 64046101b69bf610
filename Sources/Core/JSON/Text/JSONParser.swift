/// Reads one JSON text strictly (RFC 8259) and keeps the byte offset of every value.
///
/// Library decoders do not give byte offsets, and both users need them: the nine calls must name the byte at which a body is
/// malformed, and scenario files are diagnosed by line and column. See `docs/internals/decisions/0002`.
package struct JSONParser {
    /// Deeper nesting is an error, so that input cannot exhaust the stack.
    package static let maximumDepth = 64

    private static let usualMemberCount = 4

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package static func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONNode {
        var parser = JSONParser(bytes)
        parser.skipBlanks()
        let node = try parser.value()
        parser.skipBlanks()
        guard parser.position == bytes.count else { throw parser.error("the end of the text") }
        return node
    }

    private mutating func value() throws(JSONSyntaxError) -> JSONNode {
        let start = position
        guard let byte = peek else { throw error("a value") }
        switch byte {
        case UInt8(ascii: "{"): return JSONNode(offset: start, value: try object())
        case UInt8(ascii: "["): return JSONNode(offset: start, value: try array())
        case UInt8(ascii: "\""): return JSONNode(offset: start, value: .string(try string()))
        case UInt8(ascii: "-"), 0x30...0x39: return JSONNode(offset: start, value: .number(try number()))
        case UInt8(ascii: "t"): return JSONNode(offset: start, value: try word("true", meaning: .bool(true)))
        case UInt8(ascii: "f"): return JSONNode(offset: start, value: try word("false", meaning: .bool(false)))
        case UInt8(ascii: "n"): return JSONNode(offset: start, value: try word("null", meaning: .null))
        case 0xEF... where start == 0 && isByteOrderMark:
            throw error("a value, not a byte order mark: save the text as UTF-8 without one")
        default: throw error("a value")
        }
    }

    /// Of UTF-8, or of UTF-16 in either order.
    private var isByteOrderMark: Bool {
        [[0xEF, 0xBB, 0xBF], [0xFE, 0xFF], [0xFF, 0xFE]].contains { bytes.starts(with: $0) }
    }

    private mutating func object() throws(JSONSyntaxError) -> JSONValue {
        try enter()
        var members: [JSONMember] = []
        skipBlanks()
        if take("}") {
            depth -= 1
            return .object(members)
        }
        members.reserveCapacity(Self.usualMemberCount)
        repeat {
            skipBlanks()
            let keyOffset = position
            guard peek == UInt8(ascii: "\"") else { throw error("a key in quotes") }
            let key = try string()
            skipBlanks()
            guard take(":") else { throw error("':'") }
            skipBlanks()
            members.append(JSONMember(key: key, keyOffset: keyOffset, node: try value()))
            skipBlanks()
        } while take(",")
        guard take("}") else { throw error("',' or '}'") }
        depth -= 1
        return .object(members)
    }

    private mutating func array() throws(JSONSyntaxError) -> JSONValue {
        try enter()
        var nodes: [JSONNode] = []
        skipBlanks()
        if take("]") {
            depth -= 1
            return .array(nodes)
        }
        repeat {
            skipBlanks()
            nodes.append(try value())
            skipBlanks()
        } while take(",")
        guard take("]") else { throw error("',' or ']'") }
        depth -= 1
        return .array(nodes)
    }

    /// Steps over the opening bracket.
    private mutating func enter() throws(JSONSyntaxError) {
        guard depth < Self.maximumDepth else { throw error("at most \(Self.maximumDepth) levels of nesting") }
        depth += 1
        position += 1
    }

    private mutating func word(_ text: StaticString, meaning value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        for byte in text.description.utf8 {
            guard peek == byte else { throw error("'\(text)'") }
            position += 1
        }
        return value
    }

    private mutating func number() throws(JSONSyntaxError) -> String {
        let start = position
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(JSONSyntaxError) {
        let start = position
        while let byte = peek, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw error("a digit") }
    }

    private mutating func string() throws(JSONSyntaxError) -> String {
        position += 1
        let start = position
        while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        if peek == UInt8(ascii: "\"") {
            defer { position += 1 }
            return try text(bytes.span.extracting(start..<position), from: start)
        }
        var unescaped = Array(bytes[start..<position])
        while true {
            guard let byte = peek, byte >= 0x20 else { throw error("the rest of a string") }
            position += 1
            if byte == UInt8(ascii: "\"") { return try text(unescaped.span, from: start) }
            if byte == UInt8(ascii: "\\") { try escape(into: &unescaped) } else { unescaped.append(byte) }
        }
    }

    private func text(_ bytes: Span<UInt8>, from start: Int) throws(JSONSyntaxError) -> String {
        if let utf8 = try? UTF8Span(validating: bytes) { return String(copying: utf8) }
        throw JSONSyntaxError(offset: firstInvalidByte(from: start), expected: "UTF-8")
    }

    private mutating func escape(into unescaped: inout [UInt8]) throws(JSONSyntaxError) {
        let start = position - 1
        guard let byte = peek else { throw error("the rest of an escape") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"): unescaped.append(contentsOf: String(try scalar(from: start)).utf8)
        default: throw JSONSyntaxError(offset: position - 1, expected: "one of \"\\/bfnrtu after a backslash")
        }
    }

    private mutating func scalar(from start: Int) throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take("\\"), take("u") else {
            throw JSONSyntaxError(offset: start, expected: "a pair of surrogates")
        }
        let second = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw JSONSyntaxError(offset: start, expected: "a pair of surrogates") }
        return scalar
    }

    private mutating func hexadecimal() throws(JSONSyntaxError) -> UInt32 {
        var number: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw error("four hexadecimal digits")
            }
            number = number << 4 | UInt32(digit)
            position += 1
        }
        return number
    }

    private func firstInvalidByte(from start: Int) -> Int {
        var decoder = UTF8()
        var offset = start
        var iterator = bytes[start...].makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += scalar.utf8.count }
        return offset
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private func error(_ expected: String) -> JSONSyntaxError {
        JSONSyntaxError(offset: position, expected: expected)
    }
}
