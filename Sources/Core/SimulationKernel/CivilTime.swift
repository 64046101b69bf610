/// A date and time of day as a wall clock shows it, in no particular zone.
package struct CivilTime: Hashable, Comparable, Codable, Sendable {
    package var date: CivilDate
    /// 0 ..< 86 400 000.
    package var millisecondOfDay: Int

    package init(date: CivilDate, millisecondOfDay: Int = 0) {
        self.date = date
        self.millisecondOfDay = millisecondOfDay
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.date, left.millisecondOfDay) < (right.date, right.millisecondOfDay)
    }

    package var hour: Int { millisecondOfDay / 3_600_000 }
    package var minute: Int { millisecondOfDay / 60_000 % 60 }
    package var second: Int { millisecondOfDay / 1000 % 60 }

    /// Milliseconds since 1970-01-01 00:00 of the same wall clock.
    package var millisecondsOnWall: Int64 {
        Int64(date.dayNumber) * Self.millisecondsPerDay + Int64(millisecondOfDay)
    }

    package init(millisecondsOnWall: Int64) {
        var day = millisecondsOnWall / Self.millisecondsPerDay
        if millisecondsOnWall % Self.millisecondsPerDay < 0 { day -= 1 }
        self.init(
            date: CivilDate(dayNumber: Int(day)),
            millisecondOfDay: Int(millisecondsOnWall - day * Self.millisecondsPerDay)
        )
    }

    package static let millisecondsPerDay: Int64 = 86_400_000

    /// The same day and time so many months later; the month's last day if it lacks that day.
    package func adding(months: Int) -> Self {
        let first = date.firstOfMonth(adding: months)
        let next = date.firstOfMonth(adding: months + 1)
        let day = min(date.yearMonthDay.day, next.dayNumber - first.dayNumber)
        return Self(date: first.adding(days: day - 1), millisecondOfDay: millisecondOfDay)
    }
}

extension CivilTime {
    /// Reads `YYYY-MM-DD HH:mm:ss`, exactly 19 ASCII characters, and nothing else.
    package init?(parsing text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 19, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] == 0x20, bytes[13] == 0x3A,
            bytes[16] == 0x3A
        else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            hour < 24, minute < 60, second < 60, let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        self.init(date: date, millisecondOfDay: ((hour * 60 + minute) * 60 + second) * 1000)
    }
}

extension CivilTime: CustomStringConvertible {
    /// `YYYY-MM-DD HH:mm:ss`; milliseconds are dropped.
    package var description: String {
        let (year, month, day) = date.yearMonthDay
        return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2)) "
            + "\(padded(hour, to: 2)):\(padded(minute, to: 2)):\(padded(second, to: 2))"
    }
}

/// Decimal digits with leading zeros.
package func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
}
