import SimulationKernel

/// The labelled instants of a plot's time axis, as the wall clock of the world's zone shows them.
struct TimeAxis {
    struct Tick {
        let instant: SimulatedInstant
        let label: String
        /// Whether a day, month or year begins, which is labelled below the hours.
        let isDay: Bool
    }

    let ticks: [Tick]

    private static let minutes = [1, 2, 5, 15, 30, 60, 180, 360, 720]
    private static let days = [1, 2, 7, 14]
    private static let months = [1, 3, 12, 60]
    /// The longest span whose ticks are counted in minutes and hours: five days.
    private static let longestOfHours = SimulatedDuration.days(5)

    /// `width` in pixels of the axis.
    init(_ span: ClosedRange<SimulatedInstant>, zone: WorldZone, width: Int) {
        let wall = AxisWall(span: span, zone: zone)
        let days = wall.dayCount
        if span.upperBound - span.lowerBound <= Self.longestOfHours {
            let most = max(2, width / 42)
            ticks = wall.hours(every: Self.minutes.first { wall.minuteCount / $0 <= most } ?? 1440)
        } else if let step = Self.days.first(where: { days / $0 <= max(2, width / 52) }), days < 400 {
            ticks = wall.days(every: step)
        } else {
            let most = max(2, width / 62)
            ticks = wall.months(every: Self.months.first { days / 30 / $0 <= most } ?? 60)
        }
    }
}

/// Enumerates times of the wall clock within a span.
private struct AxisWall {
    let span: ClosedRange<SimulatedInstant>
    let zone: WorldZone

    private var first: CivilDate { zone.date(at: span.lowerBound) }
    private var last: CivilDate { zone.date(at: span.upperBound) }
    var dayCount: Int { last.dayNumber - first.dayNumber + 1 }
    var minuteCount: Int { max(1, Int((span.upperBound - span.lowerBound).milliseconds / 60_000)) }

    /// Times that the clock skips have no tick.
    func hours(every minutes: Int) -> [TimeAxis.Tick] {
        (first.dayNumber...last.dayNumber).flatMap { day in
            stride(from: 0, to: 1440, by: minutes).compactMap { minute -> TimeAxis.Tick? in
                let time = CivilTime(date: CivilDate(dayNumber: day), millisecondOfDay: minute * 60_000)
                let instant = zone.instant(of: time)
                guard span.contains(instant), zone.civilTime(at: instant) == time else { return nil }
                let label = "\(padded(time.hour, to: 2)):\(padded(time.minute, to: 2))"
                return TimeAxis.Tick(instant: instant, label: label, isDay: minute == 0)
            }
        }
    }

    /// Weeks begin on Monday.
    func days(every count: Int) -> [TimeAxis.Tick] {
        (first.dayNumber...last.dayNumber).map { CivilDate(dayNumber: $0) }
            .filter { ($0.dayNumber - 4) % count == 0 }
            .compactMap { tick($0, label: $0.dayAndMonth) }
    }

    func months(every count: Int) -> [TimeAxis.Tick] {
        let (year, month, _) = first.yearMonthDay
        let begin = year * 12 + month - 1
        let end = last.yearMonthDay.year * 12 + last.yearMonthDay.month - 1
        return (begin...end).filter { $0 % count == 0 }.compactMap { index in
            let date = first.firstOfMonth(adding: index - begin)
            return tick(date, label: count < 12 ? date.monthAndYear : String(date.yearMonthDay.year))
        }
    }

    private func tick(_ date: CivilDate, label: String) -> TimeAxis.Tick? {
        let instant = zone.startOfDay(date)
        return span.contains(instant) ? TimeAxis.Tick(instant: instant, label: label, isDay: true) : nil
    }
}

extension CivilDate {
    private static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    private var monthName: String { Self.monthNames[yearMonthDay.month - 1] }

    var dayAndMonth: String { "\(yearMonthDay.day) \(monthName)" }
    /// Such as `Thu 11 Jul`.
    var weekdayAndDay: String { "\(Self.dayNames[isoWeekday - 1]) \(dayAndMonth)" }
    fileprivate var monthAndYear: String { "\(monthName) \(yearMonthDay.year)" }
}
