import HESContract
package import SimulationKernel

/// An instant of a question, relative to the clock or to what was seen: `midnight-20d`, `now-184d+1h`, `daily+12h`.
package struct TimePlace: Sendable {
    package enum Base: String, CaseIterable, Sendable {
        case now, midnight, month, lastMonth
        /// The stamp of a daily row of the first meter, two rows before its last; and one three rows earlier.
        case daily, earlier
        /// The stamp of the first meter's last reading of §3.3.
        case reading
        /// Midnight of a day from which six months are 182 days or fewer: the last day, and the last that 184 days follow.
        case shortHalfYear, pastHalfYear
    }

    package let base: Base
    package let offset: SimulatedDuration

    /// Nil for text of another form.
    package init?(parsing text: String) {
        let name = text.prefix { $0.isLetter }
        guard let base = Base(rawValue: String(name)) else { return nil }
        var offset = SimulatedDuration.zero
        var rest = text.dropFirst(name.count)
        while let sign = rest.first {
            guard sign == "+" || sign == "-" else { return nil }
            let span = rest.dropFirst().prefix { $0 != "+" && $0 != "-" }
            guard let duration = SimulatedDuration(parsing: String(span)) else { return nil }
            offset = sign == "+" ? offset + duration : offset - duration
            rest = rest.dropFirst(1 + span.count)
        }
        (self.base, self.offset) = (base, offset)
    }

    static let expected = "a time such as midnight-20d, from " + Base.allCases.map(\.rawValue).joined(separator: ", ")

    /// Nil for a stamp that was not seen.
    func instant(at now: SimulatedInstant, in zone: WorldZone, given facts: Facts) -> SimulatedInstant? {
        let today = zone.date(at: now)
        let base: SimulatedInstant? =
            switch base {
            case .now: now
            case .midnight: zone.startOfDay(today)
            case .month: zone.startOfDay(today.firstOfMonth())
            case .lastMonth: zone.startOfDay(today.firstOfMonth(adding: -1))
            case .daily: facts.dailyStamp
            case .earlier: facts.earlierStamp
            case .reading: facts.readingStamp
            case .shortHalfYear: zone.startOfDay(Self.shortHalfYear(until: today))
            case .pastHalfYear: zone.startOfDay(Self.shortHalfYear(until: today.adding(days: -184)))
            }
        return base.map { $0 + offset }
    }

    /// The last day until `end` from which six months are 182 days or fewer; there is one in every half of a year.
    private static func shortHalfYear(until end: CivilDate) -> CivilDate {
        let days = (0..<366).lazy.map { end.adding(days: -$0) }
        return days.first { day in
            let start = CivilTime(date: day)
            let length = Dialect.HistorySpan.months6.end(from: start).millisecondsOnWall - start.millisecondsOnWall
            return length <= 182 * CivilTime.millisecondsPerDay
        } ?? end
    }
}
