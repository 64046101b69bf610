extension SimulatedDuration {
    /// A century: nothing in a simulation waits longer, and sums of such spans are far from any overflow.
    package static let longest = SimulatedDuration.days(36_500)

    /// Reads `250ms`, `4s`, `1.5m`, `36h`, `2d`: a number that is not negative, and a unit; at most ``longest``.
    package init?(parsing text: String) {
        let units: [(suffix: String, milliseconds: Double)] = [
            ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ]
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }),
            let count = Self.decimal(text.dropLast(unit.suffix.count)),
            count * unit.milliseconds <= Double(Self.longest.milliseconds)
        else { return nil }
        self.init(milliseconds: Int64((count * unit.milliseconds).rounded()))
    }

    /// Digits, and digits after a point; nothing else that a floating-point number may be written with.
    private static func decimal(_ text: Substring) -> Double? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else {
            return nil
        }
        return Double(text)
    }
}
