/// Active and reactive energy of one direction; the caller chooses the unit: Wh and varh, or mWh and mvarh.
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

    /// Like `+`, for sums that cannot overflow.
    static func &+ (left: Self, right: Self) -> Self {
        Self(active: left.active &+ right.active, reactive: left.reactive &+ right.reactive)
    }

    /// Like `-`, for a part of `left`.
    static func &- (left: Self, right: Self) -> Self {
        Self(active: left.active &- right.active, reactive: left.reactive &- right.reactive)
    }

    static func * (pair: Self, count: Int64) -> Self {
        Self(active: pair.active * count, reactive: pair.reactive * count)
    }

    /// Wh and varh of a pair in mWh and mvarh, rounded toward zero.
    var wholeUnits: Self { Self(active: active / 1000, reactive: reactive / 1000) }
}
