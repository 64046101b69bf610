import SimulationKernel

/// The voltage at a meter: wanders within ±6 % of nominal, so 230 V stays inside 207–253 V (EN 50160).
struct SupplyVoltage {
    let hash: SeededHash
    let nominalDecivolts: Int
    let phases: Int

    /// 0.1 V; phases that a single-phase meter does not have show 0.
    func values(at instant: SimulatedInstant) -> PhaseValues {
        PhaseValues(a: value(of: .a, at: instant), b: value(of: .b, at: instant), c: value(of: .c, at: instant))
    }

    func value(of phase: Phase, at instant: SimulatedInstant) -> Int64 {
        guard phase.rawValue < phases else { return 0 }
        let own = hash.about(UInt64(phase.rawValue))
        let place = 0.02 * (own.unit * 2 - 1)
        let slow = 0.025 * SlowNoise(hash: own.about(1), period: .hours(3)).value(at: instant)
        let fast = 0.012 * SlowNoise(hash: own.about(2), period: .minutes(5)).value(at: instant)
        return Int64((Double(nominalDecivolts) * (1 + place + slow + fast)).rounded())
    }
}
