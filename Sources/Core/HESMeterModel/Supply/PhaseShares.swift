import SimulationKernel

/// How a meter's load is shared among its phases; constant within a quarter hour, changing slowly from one to the next.
struct PhaseShares {
    private let parts: [Double]

    /// `instant` is the start of a quarter hour.
    init(phases: Int, hash: SeededHash, at instant: SimulatedInstant) {
        guard phases > 1 else {
            parts = [1, 0, 0]
            return
        }
        let weights = Phase.allCases.map { phase in
            let own = hash.about(UInt64(phase.rawValue))
            let wandering = SlowNoise(hash: own.about(1), period: .hours(3)).value(at: instant)
            return 1 + 0.4 * own.unit + 0.5 * wandering
        }
        let sum = weights.reduce(0, +)
        parts = weights.map { $0 / sum }
    }

    /// Divides a total without remainder.
    ///
    /// A phase with less than `least` gives its part to the largest phase, because a meter's element stands still below its
    /// starting current; a total below 4 × `least` lies on the largest phase.
    func divided(_ total: Int64, least: Int64) -> PhaseValues {
        var values = PhaseValues.zero
        let largest = largestPhase
        for phase in Phase.allCases where phase != largest && abs(total) >= 4 * least {
            let value = Int64((Double(total) * parts[phase.rawValue]).rounded())
            values[phase] = abs(value) < least ? 0 : value
        }
        values[largest] = total - values.total
        return values
    }

    private var largestPhase: Phase {
        var largest = Phase.a
        for phase in Phase.allCases where parts[phase.rawValue] > parts[largest.rawValue] { largest = phase }
        return largest
    }
}
