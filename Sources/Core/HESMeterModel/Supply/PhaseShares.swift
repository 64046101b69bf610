import SimulationKernel

/// How a meter's load is shared among its phases; constant within a quarter hour, changing slowly from one to the next.
struct PhaseShares {
    private let parts: SIMD3<Double>
    private let largest: Phase

    /// `instant` is the start of a quarter hour.
    init(phases: Int, hash: SeededHash, at instant: SimulatedInstant) {
        guard phases > 1 else {
            (parts, largest) = (SIMD3(1, 0, 0), .a)
            return
        }
        let (a, b, c) = (
            Self.weight(of: .a, hash: hash, at: instant), Self.weight(of: .b, hash: hash, at: instant),
            Self.weight(of: .c, hash: hash, at: instant)
        )
        let sum = a + b + c
        parts = SIMD3(a / sum, b / sum, c / sum)
        let later: Phase = parts[2] > parts[1] ? .c : .b
        largest = parts[later.rawValue] > parts[0] ? later : .a
    }

    private static func weight(of phase: Phase, hash: SeededHash, at instant: SimulatedInstant) -> Double {
        let own = hash.about(UInt64(phase.rawValue))
        let wandering = SlowNoise(hash: own.about(1), period: .hours(3)).value(at: instant)
        return 1 + 0.4 * own.unit + 0.5 * wandering
    }

    /// Divides a total without remainder.
    ///
    /// A phase with less than `least` gives its part to the largest phase, because a meter's element stands still below its
    /// starting current; a total below 4 × `least` lies on the largest phase.
    func divided(_ total: Int64, least: Int64) -> PhaseValues {
        var values = PhaseValues.zero
        if abs(total) >= 4 * least {
            values.a = part(of: total, on: .a, least: least)
            values.b = part(of: total, on: .b, least: least)
            values.c = part(of: total, on: .c, least: least)
        }
        values[largest] = 0
        values[largest] = total - values.total
        return values
    }

    private func part(of total: Int64, on phase: Phase, least: Int64) -> Int64 {
        let value = Int64((Double(total) * parts[phase.rawValue]).rounded())
        return abs(value) < least ? 0 : value
    }
}
