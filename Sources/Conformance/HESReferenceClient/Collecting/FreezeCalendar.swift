import HESContract
import SimulationKernel

/// When meters freeze (§4.2): daily at 00:00, on the first of the month at 00:00, or on a grid of minutes.
struct FreezeCalendar: Sendable {
    let zone: WorldZone

    /// Both ends included; empty for an item that has no freezes.
    func freezes(of cgcode: String, from start: CivilTime, to end: CivilTime, stepMinutes: Int = 15) -> FreezeSet {
        let first = zone.instant(of: start).milliseconds
        let last = zone.instant(of: end).milliseconds
        guard first <= last else { return FreezeSet(timestamps: []) }
        let all: [Int64] =
            switch Cgcode(rawValue: cgcode) {
            case .dailyBilling?: days(from: start.date, to: end.date)
            case .monthlyBilling?: months(from: start.date, to: end.date)
            case .loadProfile?: grid(from: first, to: last, step: Int64(stepMinutes) * 60_000)
            default: []
            }
        return FreezeSet(timestamps: all.filter { (first...last).contains($0) })
    }

    private func days(from first: CivilDate, to last: CivilDate) -> [Int64] {
        (first.dayNumber...last.dayNumber).map { zone.startOfDay(CivilDate(dayNumber: $0)).milliseconds }
    }

    private func months(from first: CivilDate, to last: CivilDate) -> [Int64] {
        var months: [Int64] = []
        var date = first.firstOfMonth()
        while date <= last {
            months.append(zone.startOfDay(date).milliseconds)
            date = date.firstOfMonth(adding: 1)
        }
        return months
    }

    /// Aligned to the epoch, and so to the zone's clock if the zone's offset is a multiple of the step.
    private func grid(from first: Int64, to last: Int64, step: Int64) -> [Int64] {
        Array(stride(from: (first + step - 1) / step * step, through: last, by: Int(step)))
    }

    /// The coarsest of the usual grids on which all stamps lie, in minutes; 15 without stamps.
    static func stepMinutes(of stamps: [Int64]) -> Int {
        [60, 30].first { step in
            !stamps.isEmpty
                && stamps.allSatisfy { stamp in
                    let beside = stamp % (Int64(step) * 60_000)
                    return min(beside, Int64(step) * 60_000 - beside) <= FreezeSet.toleranceMilliseconds
                }
        } ?? 15
    }
}
