import HESContract
import JSON
import SimulationKernel

/// Formats values for sentences.
enum Words {
    static func list(_ words: [String], joinedBy last: String = "and") -> String {
        guard words.count > 1, let end = words.last else { return words.first ?? "none" }
        guard words.count <= longestList else { return "\(words.count) of them (\(words[0]) … \(end))" }
        return words.dropLast().joined(separator: ", ") + " \(last) \(end)"
    }

    static func count(_ count: Int, of one: String, plural many: String? = nil) -> String {
        count.counted(one, plural: many)
    }

    /// A duration in the largest unit that divides it.
    static func span(_ duration: SimulatedDuration) -> String {
        let units: [(Int64, String)] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1000, "s"), (1, "ms")]
        let milliseconds = duration.milliseconds
        guard milliseconds != 0, let unit = units.first(where: { milliseconds % $0.0 == 0 }) else { return "no time" }
        return "\(milliseconds / unit.0) \(unit.1)"
    }

    static func distribution(_ distribution: Distribution) -> String {
        switch distribution {
        case .constant(let duration): span(duration)
        case .uniform(let low, let high): "\(span(low)) to \(span(high))"
        case .lognormal(let median, let p95, let max):
            "\(span(median)) in the median, \(span(p95)) in one of twenty, \(span(max)) at most"
        case .exponential(let mean, let max): "\(span(mean)) on average, \(span(max)) at most"
        case .empirical(let spans): "one of \(list(spans.map(span), joinedBy: "or"))"
        }
    }

    /// The times and days of windows that recur.
    static func recurrence(_ recurrence: Recurrence) -> String {
        let isWholeDay = recurrence.from == 0 && recurrence.until == Int(CivilTime.millisecondsPerDay)
        let days = dayNames(recurrence.days)
        let on = days.isEmpty ? "every day" : "on \(list(days))"
        guard !isWholeDay else { return on }
        let next = recurrence.crossesMidnight ? " of the next day" : ""
        return "\(on) from \(timeOfDay(recurrence.from)) until \(timeOfDay(recurrence.until))\(next)"
    }

    private static func dayNames(_ days: Recurrence.Days) -> [String] {
        let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        let weekdays = names.enumerated().filter { days.contains(weekday: $0.offset + 1) }.map(\.element)
        let monthDays = (1...31).filter { days.contains(monthDay: $0) }.map { "day \($0) of the month" }
        return weekdays + monthDays
    }

    private static func timeOfDay(_ milliseconds: Int) -> String {
        let seconds = milliseconds / 1000
        return [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, to: 2) }.joined(separator: ":")
    }

    static func percent(_ share: Double) -> String {
        "\(number((share * 10_000).rounded() / 100)) %"
    }

    static func number(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    }

    static func kilowattHours(_ wattHours: Int64) -> String {
        var writer = JSONWriter()
        writer.decimalString(wattHours, places: 3)
        return String(decoding: writer.bytes.dropFirst().dropLast(), as: UTF8.self)
    }

    static func json(_ value: JSONValue) -> String {
        if case .string(let text) = value { return text.isEmpty ? "\"\"" : text }
        var writer = JSONWriter()
        writer.node(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static let longestList = 8
}
