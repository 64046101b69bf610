/// A decimal number by its value: `7.50`, `07.5` and `75e-1` are equal.
struct DecimalNumber: Hashable, Sendable {
    private let isNegative: Bool
    /// Without zeros at either end; empty for zero.
    private let digits: String
    /// Power of ten of the last digit; 0 for zero.
    private let exponent: Int

    private init(isNegative: Bool, digits: Substring, exponent: Int) {
        let leading = digits.drop { $0 == "0" }
        let zeros = leading.reversed().prefix { $0 == "0" }.count
        self.digits = String(leading.dropLast(zeros))
        self.isNegative = isNegative && !self.digits.isEmpty
        self.exponent = self.digits.isEmpty ? 0 : exponent + zeros
    }

    /// Nil if the text is no decimal number, or has an exponent of more than three digits.
    init?(_ text: String) {
        guard let match = text.wholeMatch(of: /([+-]?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?/) else {
            return nil
        }
        let (_, sign, whole, fraction, power) = match.output
        let shift = power.flatMap { Int($0) } ?? 0
        self.init(
            isNegative: sign == "-",
            digits: whole + (fraction ?? ""),
            exponent: shift - (fraction?.count ?? 0)
        )
    }

    /// Times a power of ten between -99 and 99.
    func scaled(byPowerOfTen power: Int) -> DecimalNumber {
        DecimalNumber(isNegative: isNegative, digits: digits[...], exponent: exponent + power)
    }
}
