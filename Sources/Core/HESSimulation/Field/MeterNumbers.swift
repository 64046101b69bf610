/// Arithmetic on device numbers: digits whose leading zeros are significant.
package enum MeterNumbers {
    /// The number `offset` after `first`, as wide as `first`.
    package static func number(_ first: String, plus offset: Int) -> String {
        guard offset > 0, let value = UInt64(first) else { return first }
        let digits = String(value + UInt64(offset))
        return String(repeating: "0", count: max(0, first.utf8.count - digits.utf8.count)) + digits
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
