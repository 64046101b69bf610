import SimulationKernel

/// How often a medium reaches a meter at the first attempt of an hour.
///
/// Misses come together, as disturbances of a line do: most hours of a DCU have none, and a noisy hour has many. See
/// `docs/internals/decisions/0021`.
package struct FirstPass: Hashable, Codable, Sendable {
    /// Share of all (meter, hour) that answer, 0…1.
    package var success: Double

    package init(success: Double) {
        self.success = success
    }

    /// Share of the meters that a noisy hour misses, at least.
    private static let leastDensity = 0.3

    /// Whether the first attempt of an hour misses the meter: a pure function of its arguments.
    ///
    /// `hour` counts the hours of the wall clock.
    package func misses(_ devAddr: String, behind dcuNo: String, inHour hour: Int64, seed: UInt64) -> Bool {
        let missing = 1 - success
        guard missing > 0 else { return false }
        let density = max(Self.leastDensity, missing.squareRoot())
        let chance = SeededHash(seed: seed).about("first pass").about(dcuNo).about(UInt64(bitPattern: hour))
        guard chance.about("noise").unit < missing / density else { return false }
        return chance.about(devAddr).unit < density
    }
}

extension Link {
    /// Where the scenario gives no number: engineering estimates for plc, rf and cellular; hplc counts as plc.
    package var firstPass: FirstPass {
        switch self {
        case .plc, .hplc: FirstPass(success: 0.97)
        case .rf: FirstPass(success: 0.985)
        case .cellular: FirstPass(success: 0.99)
        case .instant: FirstPass(success: 1)
        }
    }
}
