package import HESMeterModel
package import SimulationKernel

/// One meter in its current state: made on demand from its group and its changes.
package struct FieldMeter: Sendable {
    package var devAddr: String
    package var traits: MeterTraits
    package var membership: Membership?
    package var supply: SupplyRecord
    var corrections: [ValueCorrection] = []

    package var meter: Meter {
        Meter(
            devAddr: devAddr,
            profile: traits.profile,
            supply: supply,
            installed: traits.installed,
            removed: traits.removed,
            intervalMinutes: traits.intervalMinutes
        )
    }

    /// Whether the meter is installed and has supply at that instant.
    package func isAlive(at instant: SimulatedInstant) -> Bool {
        isInstalled(at: instant) && !supply.isOut(at: instant)
    }

    /// Why it cannot be read at that instant; nil if it can.
    func obstacle(at instant: SimulatedInstant) -> ReadFailure? {
        if !isInstalled(at: instant) { return .notInstalled }
        if supply.isOut(at: instant) { return .withoutSupply }
        guard let membership else { return .inNoArchive }
        return membership.isEnabled ? nil : .disabled
    }

    package func isInstalled(at instant: SimulatedInstant) -> Bool {
        (traits.installed.map { $0 <= instant } ?? true) && (traits.removed.map { instant < $0 } ?? true)
    }
}
