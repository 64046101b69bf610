/// Reads what a ``BinaryWriter`` wrote; never reads beyond the end, for any bytes.
///
/// A class, because all containers of a decoding read on from one place.
package final class BinaryReader {
    private let bytes: [UInt8]
    private var place = 0
    private var names: [String] = []

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var isAtEnd: Bool { place >= bytes.count }

    private func byte() throws(BinaryError) -> UInt8 {
        guard place < bytes.count else { throw BinaryError(offset: place, reason: "the bytes end too early") }
        defer { place += 1 }
        return bytes[place]
    }

    package func unsigned() throws(BinaryError) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            let byte = try byte()
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        throw failure("a number has more than ten bytes")
    }

    package func signed() throws(BinaryError) -> Int64 {
        let number = try unsigned()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    package func flag() throws(BinaryError) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        default: throw failure("a flag is neither 0 nor 1")
        }
    }

    package func blob() throws(BinaryError) -> [UInt8] {
        let length = try unsigned()
        guard length <= UInt64(bytes.count - place) else { throw failure("\(length) bytes are more than follow") }
        defer { place += Int(length) }
        return Array(bytes[place..<place + Int(length)])
    }

    package func text() throws(BinaryError) -> String {
        String(decoding: try blob(), as: UTF8.self)
    }

    func double() throws(BinaryError) -> Double {
        var pattern: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 8) { pattern |= UInt64(try byte()) << shift }
        return Double(bitPattern: pattern)
    }

    func count() throws(BinaryError) -> Int {
        var count: UInt32 = 0
        for index in 0..<UInt32(BinaryWriter.countLength) { count |= UInt32(try byte()) << (8 * index) }
        return Int(count)
    }

    package func name() throws(BinaryError) -> String {
        let number = try unsigned()
        if number < UInt64(names.count) { return names[Int(number)] }
        guard number == UInt64(names.count) else { throw failure("name \(number) did not occur before") }
        names.append(try text())
        return names[names.count - 1]
    }

    package func failure(_ reason: String) -> BinaryError { BinaryError(offset: place, reason: reason) }
}

/// Bytes that are not what the declarations say.
package struct BinaryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// From the first byte, 0.
    package let offset: Int
    package let reason: String

    package var description: String { "byte \(offset): \(reason)" }
}
