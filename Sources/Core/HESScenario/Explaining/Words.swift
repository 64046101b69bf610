import HESContract
import JSON
import SimulationKernel

/// Formats values for sentences.
enum Words {
    static func list(_ words: [String], joinedBy last: String = "and") -> String {
        guard words.count > 1, let end = words.last else { return words.first ?? "nobody" }
        guard words.count <= longestList else { return "\(words.count) of them (\(words[0]) … \(end))" }
        return words.dropLast().joined(separator: ", ") + " \(last) \(end)"
    }

    static func count(_ count: Int, of one: String, plural many: String? = nil) -> String {
        count == 1 ? "1 \(one)" : "\(count) \(many ?? one + "s")"
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
