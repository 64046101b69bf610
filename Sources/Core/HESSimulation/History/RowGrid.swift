import HESContract
import SimulationKernel

/// The instants of one meter's rows: its freezes, or those at which a task of the head-end returned from reading it.
struct RowGrid: Sendable {
    let freezes: FreezeGrid
    let zone: WorldZone
    /// nil for rows at the freezes themselves.
    var lag: TaskLag?

    func instant(of index: Int) -> SimulatedInstant {
        let freeze = freezes.instant(of: index, in: zone)
        return lag.map { freeze + $0.lag(after: freeze) } ?? freeze
    }

    /// Indices of the instants from `first` to `last`, both included.
    func indices(from first: SimulatedInstant, through last: SimulatedInstant) -> Range<Int> {
        guard lag != nil else { return freezes.indices(from: first, through: last, in: zone) }
        guard first <= last else { return 0..<0 }
        let start = firstIndex(atOrAfter: first)
        return start..<max(start, firstIndex(atOrAfter: last + .milliseconds(1)))
    }

    func contains(_ instant: SimulatedInstant) -> Bool { !indices(from: instant, through: instant).isEmpty }

    private func firstIndex(atOrAfter instant: SimulatedInstant) -> Int {
        let earliest = instant - .seconds(TaskLag.longest)
        var index = freezes.indices(from: earliest, through: earliest, in: zone).lowerBound
        while self.instant(of: index) < instant { index += 1 }
        return index
    }
}
