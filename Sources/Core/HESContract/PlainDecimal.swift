/// A decimal number: an optional minus, digits, and optionally a point and more digits.
package struct PlainDecimal {
    private let isNegative: Bool
    private let whole: Substring
    private let fraction: Substring
}

extension PlainDecimal {
    package init?(_ text: String) {
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy(Self.areDigits) else { return nil }
        self.init(isNegative: isNegative, whole: parts[0], fraction: parts.count == 2 ? parts[1] : "")
    }

    /// A thousand times the number, exactly.
    var timesThousand: PlainDecimal {
        let moved = fraction.prefix(3)
        let zeros = String(repeating: "0", count: 3 - moved.count)
        return PlainDecimal(
            isNegative: isNegative,
            whole: Substring(whole + moved + zeros),
            fraction: fraction.dropFirst(3)
        )
    }

    /// The same number with the digits behind the point that a dialect wants; none that counts is lost.
    func written(as decimals: Dialect.Decimals) -> PlainDecimal {
        switch decimals {
        case .perItem: return self
        case .three:
            let zeros = String(repeating: "0", count: max(0, 3 - fraction.count))
            return PlainDecimal(isNegative: isNegative, whole: whole, fraction: fraction + zeros)
        case .stripped:
            let counting = fraction.reversed().drop { $0 == "0" }.count
            return PlainDecimal(isNegative: isNegative, whole: whole, fraction: fraction.prefix(counting))
        }
    }

    /// With the digits before the point as they are.
    var text: String { (isNegative ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction) }

    /// The JSON form: without leading zeros, with every digit behind the point.
    var number: String {
        let digits = whole.drop { $0 == "0" }
        let sign = isNegative ? "-" : ""
        return sign + (digits.isEmpty ? "0" : digits) + (fraction.isEmpty ? "" : "." + fraction)
    }

    private static func areDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
