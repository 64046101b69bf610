/// The fifteen minutes of a quarter hour, in mWh and mvarh.
///
/// A meter stands still below its starting current, so a minute holds nothing or at least `floor`: an energy below
/// 15 × `floor` fills as many minutes as it suffices for; a larger one is split so that no minute falls below `floor`.
struct QuarterHour {
    private let energy: EnergyPair
    /// mWh of a minute at the starting current; at most 1 Wh, so that the smallest energy fills a minute.
    private let floor: Int64
    private let hash: UInt64

    /// `energy` is in whole Wh and varh.
    init(energy: EnergyPair, floor: Int64, hash: UInt64) {
        self.energy = energy * 1000
        self.floor = floor
        self.hash = hash
    }

    /// The energy in the minutes before `minute` (0..<15), and within it.
    func minute(_ minute: Int) -> (before: EnergyPair, within: EnergyPair) {
        let least = 15 * floor
        var (before, within) = (EnergyPair.zero, energy)
        // The cascade splits both kinds; what it finds for a kind that is too small for it is replaced.
        if energy.active >= least || energy.reactive >= least { cascade(&before, within: &within, at: minute) }
        if energy.active < least { (before.active, within.active) = run(energy.active, at: minute) }
        if energy.reactive < least { (before.reactive, within.reactive) = run(energy.reactive, at: minute) }
        return (before, within)
    }

    /// The energy in the first `milliseconds` of the quarter hour; constant power within a minute.
    func energy(inFirst milliseconds: Int64) -> EnergyPair {
        let minute = minute(Int(milliseconds / 60_000))
        let rest = milliseconds % 60_000
        return EnergyPair(
            active: minute.before.active + minute.within.active * rest / 60_000,
            reactive: minute.before.reactive + minute.within.reactive * rest / 60_000
        )
    }

    /// One stretch of equal minutes at a hashed place.
    private func run(_ total: Int64, at minute: Int) -> (before: Int64, within: Int64) {
        guard total > 0 else { return (0, 0) }
        let count = max(1, total / floor)
        let first = Int64(Chance(hash, key: 16).unit * Double(16 - count))
        func before(_ minute: Int64) -> Int64 {
            let passed = min(max(minute - first, 0), count)
            return total / count * passed + min(total % count, passed)
        }
        let start = before(Int64(minute))
        return (start, before(Int64(minute) + 1) - start)
    }

    /// Halves the minutes until one is left; both kinds of energy are split by the same random numbers.
    private func cascade(_ before: inout EnergyPair, within: inout EnergyPair, at minute: Int) {
        var (low, high) = (0, 15)
        while high - low > 1 {
            let middle = (low &+ high) >> 1
            let minutes = (left: Int64(middle &- low), right: Int64(high &- middle))
            let share = Self.share(of: minutes, normal: Chance(hash, key: middle).normal)
            let left = EnergyPair(
                active: left(of: within.active, minutes: minutes, share: share),
                reactive: left(of: within.reactive, minutes: minutes, share: share)
            )
            if minute < middle {
                (high, within) = (middle, left)
            } else {
                (low, before, within) = (middle, before &+ left, within &- left)
            }
        }
    }

    private static func share(of minutes: (left: Int64, right: Int64), normal: Double) -> Double {
        let part = Double(minutes.left) / Double(minutes.left &+ minutes.right)
        return part + part * (1 - part) * spread * normal
    }

    private func left(of total: Int64, minutes: (left: Int64, right: Int64), share: Double) -> Int64 {
        min(max(Int64(share * Double(total)), floor &* minutes.left), total &- floor &* minutes.right)
    }

    /// σ of a split below the quarter hour (engineering estimate).
    private static let spread = 0.3
}
