package import HESContract
package import SimulationKernel

/// The instants at which a meter freezes rows, numbered so that those of a span are counted without iterating.
package enum FreezeGrid: Hashable, Sendable {
    /// 00:00 of every day.
    case daily
    /// 00:00 of the first of every month.
    case monthly
    /// Ends of the load-profile intervals.
    case profile(minutes: Int)

    package init(_ cgcode: Cgcode, intervalMinutes: Int) {
        switch cgcode {
        case .dailyBilling: self = .daily
        case .monthlyBilling: self = .monthly
        default: self = cgcode.isKeptDaily ? .daily : .profile(minutes: intervalMinutes)
        }
    }

    /// Indices of the freezes from `first` to `last`, both included.
    package func indices(from first: SimulatedInstant, through last: SimulatedInstant, in zone: WorldZone) -> Range<Int>
    {
        guard first <= last else { return 0..<0 }
        let lower = index(atOrBefore: first, in: zone)
        let start = instant(of: lower, in: zone) < first ? lower + 1 : lower
        return start..<max(start, index(atOrBefore: last, in: zone) + 1)
    }

    package func instant(of index: Int, in zone: WorldZone) -> SimulatedInstant {
        switch self {
        case .daily: zone.startOfDay(CivilDate(dayNumber: index))
        case .monthly: zone.startOfDay(CivilDate(dayNumber: 0).firstOfMonth(adding: index))
        case .profile(let minutes):
            SimulatedInstant(milliseconds: Int64(index) * Int64(minutes) * 60_000)
                - alignment(ofMinutes: minutes, in: zone)
        }
    }

    package func isFreeze(_ instant: SimulatedInstant, in zone: WorldZone) -> Bool {
        self.instant(of: index(atOrBefore: instant, in: zone), in: zone) == instant
    }

    func index(atOrBefore instant: SimulatedInstant, in zone: WorldZone) -> Int {
        switch self {
        case .daily:
            let date = zone.date(at: instant)
            return zone.startOfDay(date) <= instant ? date.dayNumber : date.dayNumber - 1
        case .monthly:
            let (year, month, _) = zone.date(at: instant).yearMonthDay
            let index = (year - 1970) * 12 + month - 1
            return self.instant(of: index, in: zone) <= instant ? index : index - 1
        case .profile(let minutes):
            let step = Int64(minutes) * 60_000
            let shifted = (instant + alignment(ofMinutes: minutes, in: zone)).milliseconds
            return Int(shifted >= 0 ? shifted / step : (shifted - step + 1) / step)
        }
    }

    /// Aligns the grid with the wall clock's full intervals in the zone's first offset: +05:30 shifts an hourly grid by 30 minutes.
    private func alignment(ofMinutes minutes: Int, in zone: WorldZone) -> SimulatedDuration {
        let offset = zone.offset(at: SimulatedInstant(milliseconds: 0)).milliseconds
        return .milliseconds(offset % (Int64(minutes) * 60_000))
    }
}
