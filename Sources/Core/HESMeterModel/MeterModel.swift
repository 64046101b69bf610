package import SimulationKernel

/// Computes every value that a simulated meter shows, as a pure function of (seed, meter, instant).
///
/// Nothing is stored per meter. Instants from the era to 2099 have values; later ones see the registers stand still.
/// Powers differ by what is asked: `value` gives those of the running minute, `profileReading` the means of the interval.
package struct MeterModel: Sendable {
    package let zone: WorldZone
    package let tariffs: TariffTable
    /// When maximum demand is reset.
    package var demandReset = DemandReset.month
    let grid: SlotGrid
    let hash: SeededHash
    /// Slot in which the model's era begins.
    private let eraSlot: Int
    private let patterns: LoadPatterns

    /// Meters without an installation date were installed on a seeded day one to ten years before `era`.
    ///
    /// The default era, 2000-01-01, suits any later instant; one near the world's start makes for younger registers.
    package init(
        seed: UInt64,
        zone: WorldZone,
        era: CivilDate = CivilDate(dayNumber: 10_957),
        tariffs: TariffTable = .standard
    ) {
        let grid = SlotGrid(zone: zone)
        self.zone = zone
        self.tariffs = tariffs
        self.grid = grid
        hash = SeededHash(seed: seed)
        eraSlot = grid.slot(at: zone.startOfDay(era))
        patterns = LoadPatterns(grid: grid)
    }

    func consumption(of meter: Meter) -> Consumption {
        Consumption(meter: meter, source: source(of: meter))
    }

    func source(of meter: Meter) -> EnergySource {
        let own = hash.about(meter.identity)
        let traits = Traits(own)
        let profile = meter.profile
        let first = firstSlot(of: meter, traits)
        let annual = Double(profile.annualWattHours) * traits.size
        let power = Consumption.startingPower(nominalDecivolts: profile.nominalDecivolts)
        return EnergySource(
            taken: Cascade(
                hash: own.about(1).value,
                pattern: patterns[profile.base],
                firstSlot: first,
                annual: .init(active: annual, reactive: annual * profile.reactiveRatio * traits.reactiveFactor)
            ),
            fedIn: profile.exportRatio > 0 ? fedIn(annual * profile.exportRatio, hash: own, firstSlot: first) : nil,
            floor: min(1000, (power * 1000 + 59) / 60)
        )
    }

    /// Feed-in of a roof; its inverter's reactive energy is a tenth of the active.
    private func fedIn(_ annual: Double, hash own: SeededHash, firstSlot: Int) -> Cascade {
        Cascade(
            hash: own.about(2).value,
            pattern: patterns.sun,
            firstSlot: firstSlot,
            annual: .init(active: annual, reactive: annual * 0.1)
        )
    }

    /// The registers' zero: the quarter hour of installation, or a seeded midnight before the era.
    private func firstSlot(of meter: Meter, _ traits: Traits) -> Int {
        guard let installed = meter.installed else { return max(0, eraSlot - 96 * traits.ageDays) }
        return max(0, grid.slot(at: installed))
    }
}

/// How one meter's customer differs from others of the same profile.
private struct Traits {
    /// Factor of the profile's annual energy; mean 1, standard deviation about 0.3, skewed to the right.
    let size: Double
    let reactiveFactor: Double
    /// 365–3649 days.
    let ageDays: Int

    init(_ hash: SeededHash) {
        let cubeRoot = 1 + 0.1 * Chance(hash.value, key: 1).normal
        // The mean of (1 + 0.1 z)³ is 1.03.
        size = cubeRoot * cubeRoot * cubeRoot / 1.03
        reactiveFactor = 0.85 + 0.3 * Chance(hash.value, key: 2).unit
        ageDays = 365 + hash.about(3).index(below: 3285)
    }
}
