package import SimulationKernel

/// Which meter's breaker is moved: another one each morning and evening, of every DCU in turn.
package struct BreakerRound: Sendable {
    private let zone: WorldZone
    private let start: SimulatedInstant

    package init(zone: WorldZone, start: SimulatedInstant) {
        (self.zone, self.start) = (zone, start)
    }

    package func meter(
        of groups: [(dcuNo: String, meters: [KnownMeter])],
        at instant: SimulatedInstant
    ) -> KnownMeter? {
        let day = max(0, zone.date(at: instant).dayNumber - zone.date(at: start).dayNumber)
        let isMorning = zone.civilTime(at: instant).hour < 12
        guard !groups.isEmpty else { return nil }
        let own = groups[(2 * day + (isMorning ? 1 : 0)) % groups.count].meters
        return own.isEmpty ? nil : own[(Self.first + day) % own.count]
    }

    /// The meter of the first day, counted from zero.
    private static let first = 6
}
