/// Writes compact JSON (no blanks) into a growing buffer; the caller writes each key inside an object and one value after it.
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// Whether a comma must precede the next value or key.
    private var isAfterValue = false

    package init(capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    package mutating func object(_ members: (inout JSONWriter) -> Void) {
        beginObject()
        members(&self)
        endObject()
    }

    package mutating func array(_ elements: (inout JSONWriter) -> Void) {
        beginArray()
        elements(&self)
        endArray()
    }

    /// Begins an object that is not written in one go; what is begun is ended by the caller, the innermost first.
    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    package mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        isAfterValue = false
    }

    /// Writes a key that is known only at run time.
    package mutating func key(named name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        isAfterValue = false
    }

    package mutating func string(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        let isDone = unsafe text.utf8.withContiguousStorageIfAvailable { utf8 in
            guard unsafe utf8.allSatisfy(Self.isPlain) else { return false }
            unsafe bytes.append(contentsOf: utf8)
            return true
        }
        if isDone != true {
            for byte in text.utf8 { if Self.isPlain(byte) { bytes.append(byte) } else { escape(byte) } }
        }
        bytes.append(UInt8(ascii: "\""))
        isAfterValue = true
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    package mutating func integer(_ number: some BinaryInteger) {
        integer(Int64(number))
    }

    /// Not generic: a generic function of another module looks its types up at run time, in each call.
    ///
    /// So are the next one and
    /// ``fragment(_:awaitsValue:)`` for arrays.
    package mutating func integer(_ number: Int) {
        integer(Int64(number))
    }

    package mutating func integer(_ number: Int64) {
        decimalNumber(number, places: 0)
    }

    /// Writes a part of the text that another writer made: whole members or elements, and the beginning of one if it
    /// `awaitsValue`.
    package mutating func fragment(_ text: some Sequence<UInt8>, awaitsValue: Bool) {
        fragment(Array(text), awaitsValue: awaitsValue)
    }

    package mutating func fragment(_ text: [UInt8], awaitsValue: Bool) {
        separate()
        bytes.append(contentsOf: text)
        isAfterValue = !awaitsValue
    }

    package mutating func bool(_ flag: Bool) {
        raw(flag ? "true" : "false")
    }

    package mutating func null() {
        raw("null")
    }

    /// A number written as it is given; `digits` must be a JSON number.
    package mutating func number(_ digits: String) {
        separate()
        bytes.append(contentsOf: digits.utf8)
        isAfterValue = true
    }

    /// A decimal string with a fixed number of places, as the wire carries meter values: 7340740, 3 → `"7340.740"`.
    package mutating func decimalString(_ magnitude: Int64, places: Int) {
        decimalString(magnitude, as: DecimalForm(places: places))
    }

    package mutating func decimalString(_ magnitude: Int64, as form: DecimalForm) {
        separate()
        appendDecimal(magnitude, as: form, isQuoted: true)
        isAfterValue = true
    }

    /// A decimal number with a fixed number of places: 7340740, 3 → `7340.740`.
    package mutating func decimalNumber(_ magnitude: Int64, places: Int) {
        decimalNumber(magnitude, as: DecimalForm(places: places))
    }

    package mutating func decimalNumber(_ magnitude: Int64, as form: DecimalForm) {
        separate()
        appendDecimal(magnitude, as: form, isQuoted: false)
        isAfterValue = true
    }

    package mutating func node(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let digits): number(digits)
        case .string(let text): string(text)
        case .array(let nodes): array { for node in nodes { $0.node(node.value) } }
        case .object(let members):
            object { writer in
                for member in members {
                    writer.key(named: member.key)
                    writer.node(member.node.value)
                }
            }
        }
    }

    private mutating func raw(_ text: StaticString) {
        separate()
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
        isAfterValue = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        isAfterValue = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        isAfterValue = true
    }

    private mutating func separate() {
        if isAfterValue { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            let digits = String(byte, radix: 16)
            bytes.append(contentsOf: "u\(digits.count == 1 ? "000" : "00")\(digits)".utf8)
        }
    }

    /// Makes the text from its end, in one piece, because each growth of the buffer costs as much.
    private mutating func appendDecimal(_ magnitude: Int64, as form: DecimalForm, isQuoted: Bool) {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.longestDecimal) { text in
            var start = text.count
            func prepend(_ byte: UInt8) {
                start -= 1
                unsafe text[start] = byte
            }
            var rest = magnitude.magnitude
            var places = form.places
            if form.isStripped {
                while places > 0, rest % 10 == 0 { (rest, places) = (rest / 10, places - 1) }
            }
            func prependDigit() {
                let (tenth, digit) = rest.quotientAndRemainder(dividingBy: 10)
                prepend(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
                rest = tenth
            }
            if isQuoted { prepend(UInt8(ascii: "\"")) }
            for _ in 0..<form.zeros { prepend(UInt8(ascii: "0")) }
            for _ in 0..<places { prependDigit() }
            if places + form.zeros > 0 { prepend(UInt8(ascii: ".")) }
            repeat { prependDigit() } while rest > 0
            if magnitude < 0 { prepend(UInt8(ascii: "-")) }
            if isQuoted { prepend(UInt8(ascii: "\"")) }
            unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
        }
    }

    /// Twenty digits, three zeros, a sign, a point and quotes.
    private static let longestDecimal = 32
}
