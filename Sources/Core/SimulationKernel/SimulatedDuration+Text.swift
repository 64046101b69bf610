extension SimulatedDuration {
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// 36 500 days, the longest span that is read; sums of such spans are far from overflow.
    package static let longest = SimulatedDuration.days(36_500)

    /// Reads `250ms`, `4s`, `1.5m`, `36h`, `2d`: a number that is not negative, and a unit; at most ``longest``.
    package init?(parsing text: String) {
        guard let unit = Self.units.first(where: { text.hasSuffix($0.suffix) }),
            let count = Self.decimal(text.dropLast(unit.suffix.count)),
            count * Double(unit.milliseconds) <= Double(Self.longest.milliseconds)
        else { return nil }
        self.init(milliseconds: Int64((count * Double(unit.milliseconds)).rounded()))
    }

    /// In the form of ``init(parsing:)``, with the largest unit that divides it; `0` for a span of zero.
    package var text: String {
        guard let unit = Self.units.last(where: { milliseconds % $0.milliseconds == 0 }), self != .zero else {
            return "0"
        }
        return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
    }

    /// Reads digits, or digits on both sides of one point; no sign and no exponent.
    private static func decimal(_ text: Substring) -> Double? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else {
            return nil
        }
        return Double(text)
    }
}
