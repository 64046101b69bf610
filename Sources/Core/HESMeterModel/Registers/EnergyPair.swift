/// Active and reactive energy of one direction; the unit is the user's: Wh and varh, or thousandths of them.
struct EnergyPair: Hashable, Sendable {
    var active: Int64
    var reactive: Int64

    static let zero = Self(active: 0, reactive: 0)

    static func + (left: Self, right: Self) -> Self {
        Self(active: left.active + right.active, reactive: left.reactive + right.reactive)
    }

    static func - (left: Self, right: Self) -> Self {
        Self(active: left.active - right.active, reactive: left.reactive - right.reactive)
    }

    static func * (pair: Self, count: Int64) -> Self {
        Self(active: pair.active * count, reactive: pair.reactive * count)
    }

    /// Whole units of what is counted in thousandths.
    var wholeUnits: Self { Self(active: active / 1000, reactive: reactive / 1000) }
}
