import JSON
import SimulationKernel

/// `when.daily` and `when.days`: windows that recur on the world's wall clock.
struct RecurrenceDecoder {
    let zone: WorldZone

    func decode(daily: Place?, days: Place?) -> Recurrence? {
        guard daily != nil || days != nil else { return nil }
        let times: (from: Int, until: Int)? = daily.map { window($0) } ?? (0, Int(CivilTime.millisecondsPerDay))
        let chosen: Recurrence.Days? = days.map { self.days($0) } ?? Recurrence.Days()
        guard let times, let chosen else { return nil }
        return Recurrence(from: times.from, until: times.until, days: chosen, in: zone)
    }

    private func window(_ place: Place) -> (from: Int, until: Int)? {
        guard let reader = place.object() else { return nil }
        let from = reader.required("from", about: "Time of day at which it begins.").flatMap { time($0, isEnd: false) }
        let untilPlace = reader.required(
            "until",
            about: "Time of day at which it ends; on the next day if before from."
        )
        let until = untilPlace.flatMap { time($0, isEnd: true) }
        reader.finish()
        guard let from, let until else { return nil }
        guard from != until else {
            untilPlace?.complain(
                expected: "another time of day than from",
                hint: "\"00:00:00\" to \"24:00:00\" is the whole day"
            )
            return nil
        }
        return (from, until)
    }

    /// - Returns: milliseconds of the day.
    private func time(_ place: Place, isEnd: Bool) -> Int? {
        let clock = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
        return place.text(
            isEnd ? "a time of day like \"20:00:00\", at most \"24:00:00\"" : "a time of day like \"18:00:00\"",
            pattern: isEnd ? "^(\(clock)|24:00:00)$" : "^\(clock)$"
        ) { text in
            if isEnd, text == "24:00:00" { return Int(CivilTime.millisecondsPerDay) }
            return CivilTime(parsing: "2000-01-01 \(text)")?.millisecondOfDay
        }
    }

    private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    private func days(_ place: Place) -> Recurrence.Days? {
        let places = place.oneOrMany()
        var days = Recurrence.Days()
        var count = 0
        for place in places {
            let number: Int? = place.either(
                .string { place in
                    place.word(among: Self.weekdays).flatMap { Self.weekdays.firstIndex(of: $0) }.map { -1 - $0 }
                },
                .other { $0.integer(in: 1...31) },
                otherwise: "a day of the week like \"mon\", or of the month from 1 to 31"
            )
            guard let number else { continue }
            if number < 0 { days.insert(weekday: -number) } else { days.insert(monthDay: number) }
            count += 1
        }
        return count == places.count && count > 0 ? days : nil
    }
}
