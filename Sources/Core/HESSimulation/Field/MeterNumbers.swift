/// Arithmetic on device numbers: digits whose leading zeros are significant.
package enum MeterNumbers {
    /// The number `offset` after `first`, at least as wide as `first`.
    package static func number(_ first: String, plus offset: Int) -> String {
        guard offset > 0, let value = UInt64(first) else { return first }
        let digits = String(value + UInt64(offset))
        return String(repeating: "0", count: max(0, first.utf8.count - digits.utf8.count)) + digits
    }

    /// Consecutive numbers of one width.
    package struct Piece: Sendable {
        package let width: Int
        package let first: UInt64
        package let last: UInt64
    }

    /// `count` numbers from `first` on, by width: 8 … 9 and 10 … 12.
    ///
    /// - Returns: ascending; none if `first` is no number of 1 to 18 digits or the last has more than 18.
    package static func pieces(from first: String, count: Int) -> [Piece] {
        guard count > 0, let (width, value) = parts(first) else { return [] }
        let last = value + UInt64(count - 1)
        var (low, digits, bound, pieces) = (value, width, powerOfTen(width), [Piece]())
        while low <= last {
            guard digits <= 18 else { return [] }
            let end = min(last, bound - 1)
            pieces.append(Piece(width: digits, first: low, last: end))
            (low, digits, bound) = (end + 1, digits + 1, bound * 10)
        }
        return pieces
    }

    /// Whether `number` is one of the `count` numbers from `first` on.
    package static func contains(_ number: String, from first: String, count: Int) -> Bool {
        guard let own = parts(first), let asked = parts(number), asked.value >= own.value else { return false }
        guard asked.value - own.value < UInt64(count) else { return false }
        return asked.width == max(own.width, String(asked.value).utf8.count)
    }

    /// `number` with zeros in front, at least `width` digits.
    package static func padded(_ number: String, to width: Int) -> String {
        String(repeating: "0", count: max(0, width - number.utf8.count)) + number
    }

    private static func powerOfTen(_ exponent: Int) -> UInt64 {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    /// Width and value of a number that consists of 1 to 18 digits; nil for any other.
    package static func parts(_ number: String) -> (width: Int, value: UInt64)? {
        let width = number.utf8.count
        guard (1...18).contains(width) else { return nil }
        var value: UInt64 = 0
        for byte in number.utf8 {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + UInt64(byte - 0x30)
        }
        return (width, value)
    }

    /// At most `limit` device numbers of these groups from `offset` on, in their order.
    package static func numbers(of groups: [MeterGroup], from offset: Int, limit: Int) -> [String] {
        var skip = offset
        var numbers: [String] = []
        for group in groups where numbers.count < limit {
            guard skip < group.count else {
                skip -= group.count
                continue
            }
            let end = min(group.count, skip + limit - numbers.count)
            numbers += (skip..<end).map { number(group.first, plus: $0) }
            skip = 0
        }
        return numbers
    }
}
