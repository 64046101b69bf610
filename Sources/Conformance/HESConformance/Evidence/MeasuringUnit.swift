/// A unit as a base with a power of ten: `kWh` is `wh` and 3.
struct MeasuringUnit: Hashable {
    private let base: String
    private let power: Int

    private static let bases: Set<String> = ["wh", "varh", "vah", "w", "var", "va", "v", "a"]
    private static let prefixes: [Character: Int] = ["m": -3, "k": 3, "K": 3, "M": 6, "G": 9]

    /// Nil for a unit that is none of a meter.
    ///
    /// The case of letters is free, but for `m` and `M` in front.
    init?(_ text: String) {
        let text = text.filter { $0 != " " }
        if Self.bases.contains(text.lowercased()) {
            (base, power) = (text.lowercased(), 0)
            return
        }
        guard let first = text.first, let power = Self.prefixes[first] else { return nil }
        let rest = text.dropFirst().lowercased()
        guard Self.bases.contains(rest) else { return nil }
        (base, self.power) = (rest, power)
    }

    /// The power of ten by which a value in this unit is multiplied in `other`; nil if they measure different things.
    func conversion(to other: MeasuringUnit) -> Int? {
        base == other.base ? power - other.power : nil
    }
}
