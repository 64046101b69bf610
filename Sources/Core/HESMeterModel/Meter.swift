package import SimulationKernel

/// A meter as the model sees it, made from a range and a number when needed and not stored.
package struct Meter: Codable, Sendable {
    package let devAddr: String
    package var profile: LoadProfile
    package var supply: SupplyRecord
    /// Registers are 0 until this instant; nil means a seeded day one to ten years before the model's era.
    package var installed: SimulatedInstant?
    /// No values from this instant on; nil if the meter is still installed.
    package var removed: SimulatedInstant?
    /// Minutes of a load-profile interval: 15, 30 or 60.
    package var intervalMinutes: Int
    /// Hash of `devAddr` alone; the model mixes its seed in.
    let identity: UInt64

    package init(
        devAddr: String,
        profile: LoadProfile,
        supply: SupplyRecord = .init(),
        installed: SimulatedInstant? = nil,
        removed: SimulatedInstant? = nil,
        intervalMinutes: Int = 15
    ) {
        precondition(intervalMinutes > 0, "an interval has at least one minute")
        self.devAddr = devAddr
        self.profile = profile
        self.supply = supply
        self.installed = installed
        self.removed = removed
        self.intervalMinutes = intervalMinutes
        identity = SeededHash(seed: 0).about(devAddr).value
    }

    func exists(at instant: SimulatedInstant) -> Bool {
        if let installed, instant < installed { return false }
        if let removed, instant >= removed { return false }
        return true
    }

    /// The instant, or the nearest one at which the meter counts.
    func running(at instant: SimulatedInstant) -> SimulatedInstant {
        max(removed.map { min($0, instant) } ?? instant, installed ?? instant)
    }

    func hasCurrent(at instant: SimulatedInstant) -> Bool {
        exists(at: instant) && !supply.withoutEnergy.contains(instant)
    }
}
