package import HESContract
import HESSimulation
package import SimulationKernel

/// The freezes of a meter that the collector asked for and does not have.
package struct Hole: Hashable, Sendable {
    package let devAddr: String
    /// In milliseconds since the epoch, ascending, at least one.
    package let stamps: [Int64]

    package init(devAddr: String, stamps: [Int64]) {
        (self.devAddr, self.stamps) = (devAddr, stamps)
    }
}

/// Finds what is missing; makes no call.
package struct HoleFinder: Sendable {
    private let zone: WorldZone

    package init(zone: WorldZone) {
        self.zone = zone
    }

    /// The freezes of a meter from `first` through `last`, those of its time in the archive alone.
    package func freezes(_ item: Cgcode, of meter: KnownMeter, from first: Int64, through last: Int64) -> [Int64] {
        let start = max(first, meter.since)
        let end = min(last, meter.gone ?? last)
        guard start <= end else { return [] }
        let grid = FreezeGrid(item, intervalMinutes: meter.interval ?? Self.usualInterval)
        return grid.indices(
            from: SimulatedInstant(milliseconds: start),
            through: SimulatedInstant(milliseconds: end),
            in: zone
        ).map { grid.instant(of: $0, in: zone).milliseconds }
    }

    /// The meters that lack a freeze, in the order of the list.
    package func holes(
        _ item: Cgcode,
        of meters: [KnownMeter],
        in values: ValueBook,
        from first: Int64,
        through last: Int64
    ) -> [Hole] {
        meters.compactMap { meter in
            let missing = freezes(item, of: meter, from: first, through: last)
                .filter { !values.hasFreeze(of: meter.devAddr, at: $0, channels: item.channels) }
            return missing.isEmpty ? nil : Hole(devAddr: meter.devAddr, stamps: missing)
        }
    }

    /// Minutes between the rows of a load profile, from its stamps; nil while fewer than two are known.
    package static func interval(ofStamps stamps: [Int64]) -> Int? {
        let sorted = stamps.sorted()
        return zip(sorted, sorted.dropFirst()).map { Int(($1 - $0) / 60_000) }.filter { $0 > 0 }.min()
    }

    /// Minutes of a load profile about which nothing is known.
    private static let usualInterval = 60
}
