/// The days and times of day at which something recurs, on the wall clock of a zone.
///
/// A window belongs to the day on which it begins, and may end on the next one. It lasts as long as the clock shows one of
/// its times: times that a clock set forward skips are left out, and times that a clock set back shows twice count twice.
package struct Recurrence: Hashable, Sendable {
    package let zone: WorldZone
    /// Milliseconds of the day, 0 ..< 86 400 000.
    package let from: Int
    /// Milliseconds of the day, 1 … 86 400 000, exclusive; on the next day if it is not after `from`.
    package let until: Int
    package let days: Days

    package init(from: Int, until: Int, days: Days, in zone: WorldZone) {
        (self.from, self.until, self.days, self.zone) = (from, until, days, zone)
    }

    /// Days of the week or of the month; any of them.
    ///
    /// Without any, every day.
    package struct Days: Hashable, Sendable {
        /// Bit 1 Monday … bit 7 Sunday.
        private var weekdays: UInt32 = 0
        /// Bit 1 … bit 31.
        private var monthDays: UInt32 = 0

        package init() {}

        /// 1 Monday … 7 Sunday.
        package mutating func insert(weekday: Int) { weekdays |= 1 << UInt32(weekday) }

        /// 1 … 31.
        package mutating func insert(monthDay: Int) { monthDays |= 1 << UInt32(monthDay) }

        package func contains(weekday: Int) -> Bool { weekdays & 1 << UInt32(weekday) != 0 }
        package func contains(monthDay: Int) -> Bool { monthDays & 1 << UInt32(monthDay) != 0 }

        package func contains(_ date: CivilDate) -> Bool {
            if weekdays == 0, monthDays == 0 { return true }
            if weekdays & 1 << UInt32(date.isoWeekday) != 0 { return true }
            return monthDays != 0 && monthDays & 1 << UInt32(date.yearMonthDay.day) != 0
        }
    }

    package var crossesMidnight: Bool { until <= from }

    package func contains(_ instant: SimulatedInstant) -> Bool {
        let time = zone.civilTime(at: instant)
        let moment = time.millisecondOfDay
        guard crossesMidnight else { return moment >= from && moment < until && days.contains(time.date) }
        if moment >= from, days.contains(time.date) { return true }
        return moment < until && days.contains(time.date.adding(days: -1))
    }

    /// The windows that begin on the days from the one before `instant`, in order.
    ///
    /// Each is one stretch: from where the clock first shows a time of it to where it last does. Empty ones, which a clock set
    /// forward skips, are left out.
    package func windows(from instant: SimulatedInstant, days count: Int) -> [Range<SimulatedInstant>] {
        let first = zone.date(at: instant).adding(days: -1)
        return (0..<max(0, count)).compactMap { window(on: first.adding(days: $0)) }.filter { $0.upperBound > instant }
    }

    /// The first beginning of a window at `instant` or later; nil if none comes within four years and two months.
    package func beginning(atOrAfter instant: SimulatedInstant) -> SimulatedInstant? {
        let first = zone.date(at: instant).adding(days: -1)
        for day in 0..<Self.longestWait {
            if let window = window(on: first.adding(days: day)), window.lowerBound >= instant {
                return window.lowerBound
            }
        }
        return nil
    }

    /// Whether the clock shows a time of a window within the span.
    package func meets(_ span: ClosedRange<SimulatedInstant>) -> Bool {
        if contains(span.lowerBound) { return true }
        return beginning(atOrAfter: span.lowerBound).map { $0 <= span.upperBound } ?? false
    }

    private static let longestWait = 1530

    private func window(on date: CivilDate) -> Range<SimulatedInstant>? {
        guard days.contains(date) else { return nil }
        let begin = zone.instant(of: CivilTime(date: date, millisecondOfDay: from))
        let wall =
            CivilTime(date: date).millisecondsOnWall + Int64(until)
            + (crossesMidnight ? CivilTime.millisecondsPerDay : 0)
        let end = zone.lastInstant(of: CivilTime(millisecondsOnWall: wall))
        return begin < end && contains(begin) ? begin..<end : nil
    }
}

extension WorldZone {
    /// The instant at which the wall clock shows `time` for the last time; the instant of the jump if it is skipped.
    fileprivate func lastInstant(of time: CivilTime) -> SimulatedInstant {
        let first = instant(of: time)
        let wall = SimulatedInstant(milliseconds: time.millisecondsOnWall)
        let late = wall - offset(at: wall + .days(1))
        return late > first && civilTime(at: late) == time ? late : first
    }
}
