/// How a kind of customer uses electricity; all meters of a range share one.
package struct LoadProfile: Hashable, Codable, Sendable {
    package enum Base: String, CaseIterable, Hashable, Codable, Sendable {
        /// Like BDEW H0: evenings, winter, weekends.
        case household
        /// Like BDEW G1: workdays from 8 to 18 o'clock.
        case commercial
        /// Like BDEW G3: nearly flat.
        case continuous
        /// A household that feeds in around noon on clear days.
        case pvHousehold
        /// An empty flat: stand-by only.
        case idle
    }

    package var base: Base
    /// Taken from the grid in a year; a meter's own share of it varies around this mean.
    package var annualWattHours: Int64
    /// 1 or 3.
    package var phases: Int
    /// Phase to neutral, 0.1 V.
    package var nominalDecivolts: Int
    /// Active over apparent power of the year's energy, above 0 and at most 1.
    package var powerFactor: Double
    /// Primary over secondary current; values on the wire are primary ones for every ratio.
    package var currentTransformerRatio: Int

    package init(
        base: Base,
        annualWattHours: Int64,
        phases: Int = 1,
        nominalDecivolts: Int = 2300,
        powerFactor: Double = 0.95,
        currentTransformerRatio: Int = 1
    ) {
        precondition(annualWattHours >= 0, "a year's energy cannot be negative")
        precondition(phases == 1 || phases == 3, "a meter has one phase or three")
        precondition(powerFactor > 0 && powerFactor <= 1, "a power factor is above 0 and at most 1")
        self.base = base
        self.annualWattHours = annualWattHours
        self.phases = phases
        self.nominalDecivolts = nominalDecivolts
        self.powerFactor = powerFactor
        self.currentTransformerRatio = currentTransformerRatio
    }

    /// The middle of each kind's usual range: households 5–30 kWh a day, trade 20–300 (engineering estimates).
    package static func standard(_ base: Base) -> Self {
        switch base {
        case .household: Self(base: base, annualWattHours: 3_650_000, powerFactor: 0.95)
        case .commercial: Self(base: base, annualWattHours: 25_000_000, phases: 3, powerFactor: 0.90)
        case .continuous: Self(base: base, annualWattHours: 60_000_000, phases: 3, powerFactor: 0.88)
        case .pvHousehold: Self(base: base, annualWattHours: 2_600_000, phases: 3, powerFactor: 0.95)
        case .idle: Self(base: base, annualWattHours: 40_000, powerFactor: 0.90)
        }
    }

    /// Energy fed in per energy taken; an estimate for a roof of about 4 kWp.
    var exportRatio: Double { base == .pvHousehold ? 1.2 : 0 }

    /// Reactive over active energy.
    var reactiveRatio: Double { (1 / (powerFactor * powerFactor) - 1).squareRoot() }
}
