/// A decimal number of any length, compared without loss: `7340.740` and `7.34074e3` are equal.
package struct ExactDecimal: Hashable, Sendable {
    private let isNegative: Bool
    /// Without zeros in front or behind; empty for zero.
    private let digits: [UInt8]
    /// Of ten, by which the digits as an integer are multiplied.
    private let exponent: Int

    /// Nil if the text is no decimal number, or has more than 400 characters.
    package init?(_ text: String) {
        var rest = Array(text.utf8.prefix(401))[...]
        guard rest.count <= 400, let first = rest.first else { return nil }
        let sign = first == UInt8(ascii: "-") || first == UInt8(ascii: "+") ? rest.removeFirst() : nil
        let mantissa = rest.prefix { $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
        let tail = rest.dropFirst(mantissa.count)
        let parts = mantissa.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let written = parts.flatMap { Array($0) }
        guard !written.isEmpty, written.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let power = tail.isEmpty ? 0 : Int(String(decoding: tail.dropFirst(), as: UTF8.self)),
            (-400...400).contains(power)
        else { return nil }
        let places = parts.count > 1 ? parts[1].count : 0
        self.init(written, exponent: power - places, isNegative: sign == UInt8(ascii: "-"))
    }

    private init(_ written: [UInt8], exponent: Int, isNegative: Bool) {
        let zero = UInt8(ascii: "0")
        let whole = written.drop { $0 == zero }
        let trailing = whole.reversed().prefix { $0 == zero }.count
        digits = Array(whole.dropLast(trailing))
        self.exponent = digits.isEmpty ? 0 : exponent + trailing
        self.isNegative = isNegative && !digits.isEmpty
    }

    var isZero: Bool { digits.isEmpty }

    /// Multiplied by a power of ten.
    func scaled(by power: Int) -> ExactDecimal {
        ExactDecimal(digits, exponent: exponent + power, isNegative: isNegative)
    }
}
