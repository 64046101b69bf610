package import SimulationKernel

/// A meter as the model sees it: made on the fly from a range and a number, nothing is kept for it.
package struct Meter: Sendable {
    package let devAddr: String
    package var profile: LoadProfile
    package var supply: SupplyRecord
    /// Registers are 0 here and before; nil is a seeded day some years before the model's era.
    package var installed: SimulatedInstant?
    /// No values after this; nil is still there.
    package var removed: SimulatedInstant?
    /// Minutes of a load-profile interval: 15, 30 or 60.
    package var intervalMinutes: Int
    /// Of the number alone; the model's seed is mixed in later.
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

    func hasCurrent(at instant: SimulatedInstant) -> Bool {
        exists(at: instant) && !supply.withoutEnergy.contains(instant)
    }
}
