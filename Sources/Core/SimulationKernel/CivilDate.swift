/// A day of the proleptic Gregorian calendar, counted from 1970-01-01 = 0.
///
/// Conversions follow Howard Hinnant, "chrono-compatible low-level date algorithms"
/// (https://howardhinnant.github.io/date_algorithms.html), `days_from_civil` and `civil_from_days`.
package struct CivilDate: Hashable, Comparable, Codable, Sendable {
    package var dayNumber: Int

    package init(dayNumber: Int) {
        self.dayNumber = dayNumber
    }

    /// - Returns: nil if the calendar has no such day, such as 30 February.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1, day <= Self.dayCount(year: year, month: month) else { return nil }
        self.init(dayNumber: Self.dayNumber(year: year, month: month, day: day))
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.dayNumber < right.dayNumber
    }

    package func adding(days: Int) -> Self {
        Self(dayNumber: dayNumber + days)
    }

    /// The first day of the month `months` after this day's month.
    package func firstOfMonth(adding months: Int = 0) -> Self {
        let (year, month, _) = yearMonthDay
        let index = year * 12 + (month - 1) + months
        let year2 = index >= 0 ? index / 12 : (index - 11) / 12
        return Self(dayNumber: Self.dayNumber(year: year2, month: index - year2 * 12 + 1, day: 1))
    }

    package var yearMonthDay: (year: Int, month: Int, day: Int) {
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    /// 1 Monday … 7 Sunday (ISO 8601).
    package var isoWeekday: Int {
        let fromThursday = (dayNumber + 3) % 7
        return (fromThursday < 0 ? fromThursday + 7 : fromThursday) + 1
    }

    /// 1 on 1 January.
    package var dayOfYear: Int {
        dayNumber - Self.dayNumber(year: yearMonthDay.year, month: 1, day: 1) + 1
    }

    package static func dayCount(year: Int, month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func dayNumber(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
