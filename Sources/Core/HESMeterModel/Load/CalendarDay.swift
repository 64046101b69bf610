import SimulationKernel

/// The properties of a calendar day on which the standard profiles depend.
struct CalendarDay {
    /// BDEW/VDEW 1999: winter 1 Nov–20 Mar, summer 15 May–14 Sep, transition between.
    enum Season: Int {
        case winter
        case transition
        case summer
    }

    /// Public holidays count as their weekday.
    enum Kind: Int {
        case workday
        case saturday
        case sunday
    }

    let date: CivilDate
    let dayOfYear: Int
    let season: Season
    let kind: Kind

    init(_ date: CivilDate) {
        let (_, month, day) = date.yearMonthDay
        self.date = date
        dayOfYear = date.dayOfYear
        season = Self.season(month: month, day: day)
        kind = Self.kind(isoWeekday: date.isoWeekday)
    }

    /// 0–8: the day curve that applies.
    var curveIndex: Int { season.rawValue * 3 + kind.rawValue }

    /// F(t) of BDEW/VDEW 1999 for households, in thousandths: 785 on day 202, 1257 on day 365.
    var householdPerMille: Int64 {
        let day = Double(dayOfYear)
        let factor = (((-3.92e-10 * day + 3.2e-7) * day - 7.02e-5) * day + 2.1e-3) * day + 1.24
        return Int64((factor * 1000).rounded())
    }

    /// Quarter hours on either side of solar noon in which a roof feeds in: 0 on a dull day, up to 20 on a clear one in June.
    ///
    /// The same for all meters, so that they feed in on the same days (engineering estimate).
    var sunnyHalfWidth: Int {
        let sky = SeededHash(seed: 0x536B79).about(UInt64(bitPattern: Int64(date.dayNumber))).unit
        guard sky > 0.2 else { return 0 }
        let fromMidsummer = Double(abs(dayOfYear - 172)) / 183
        return Int(((0.55 + 0.45 * sky) * (20 - 12 * fromMidsummer)).rounded())
    }

    private static func season(month: Int, day: Int) -> Season {
        switch (month, day) {
        case (11...12, _), (1...2, _), (3, ...20): .winter
        case (5, 15...), (6...8, _), (9, ...14): .summer
        default: .transition
        }
    }

    private static func kind(isoWeekday: Int) -> Kind {
        switch isoWeekday {
        case 6: .saturday
        case 7: .sunday
        default: .workday
        }
    }
}
