import SimulationKernel

extension WorldZone {
    /// Central European time with summer time from the last Sunday of March to that of October, both at 01:00 UTC.
    static let berlin = WorldZone(
        name: "Europe/Berlin",
        initialOffset: .hours(1),
        transitions: (1990...2060).flatMap { year in
            [
                Transition(instant: lastSunday(year, 3) + .hours(1), offsetAfter: .hours(2)),
                Transition(instant: lastSunday(year, 10) + .hours(1), offsetAfter: .hours(1)),
            ]
        }
    )

    /// Half an hour of summer time over New Year, as on Lord Howe Island.
    static let halfHour = WorldZone(
        name: "half hour",
        initialOffset: .minutes(660),
        transitions: (1990...2060).flatMap { year in
            [
                Transition(instant: lastSunday(year, 3) - .hours(9), offsetAfter: .minutes(630)),
                Transition(instant: lastSunday(year, 10) - .hours(9), offsetAfter: .minutes(660)),
            ]
        }
    )

    static let kathmandu = WorldZone(name: "+05:45", initialOffset: .minutes(345))
    static let utc = WorldZone(name: "+00:00", initialOffset: .zero)

    static let tested: [WorldZone] = [.plusEight, .berlin, .halfHour, .kathmandu, .utc]

    private static func lastSunday(_ year: Int, _ month: Int) -> SimulatedInstant {
        let last = CivilDate(dayNumber: 0).firstOfMonth(adding: (year - 1970) * 12 + month).adding(days: -1)
        let sunday = last.adding(days: -(last.isoWeekday % 7))
        return SimulatedInstant(milliseconds: Int64(sunday.dayNumber) * CivilTime.millisecondsPerDay)
    }
}
