import HESContract
import SimulationKernel

extension Place {
    /// Milliseconds as a number, or text such as `250ms`, `4s`, `10m`, `36h`, `2d`.
    func duration() -> SimulatedDuration? {
        if let duration = Self.duration(node.value), duration >= .zero, duration <= .longest { return duration }
        complain(expected: "a duration: milliseconds, or text like \"250ms\", \"4s\", \"10m\", \"36h\", \"2d\"")
        return nil
    }

    func distribution() -> Distribution? {
        guard case .object(let members) = node.value else { return duration().map { .constant($0) } }
        guard members.count == 1, let reader = object() else {
            complain(expected: "one of uniform, lognormal, exponential, empirical")
            return nil
        }
        let result =
            reader.optional("uniform").map { $0.uniform() } ?? reader.optional("lognormal").map { $0.lognormal() }
            ?? reader.optional("exponential").map { $0.exponential() }
            ?? reader.optional("empirical").map { $0.empirical() }
        reader.finish()
        return result ?? nil
    }

    /// `YYYY-MM-DD HH:mm:ss` in the world's zone.
    func civilTime() -> CivilTime? {
        guard let text = node.value.string, let time = CivilTime(parsing: text) else {
            complain(expected: "an instant like \"2024-07-11 16:20:00\"")
            return nil
        }
        return time
    }

    /// A wall-clock time, or `+10m` after the world's start.
    func instant(zone: WorldZone, start: SimulatedInstant) -> SimulatedInstant? {
        if let text = node.value.string, text.hasPrefix("+"),
            let after = Self.duration(.string(String(text.dropFirst())))
        {
            return start + after
        }
        if let text = node.value.string, let time = CivilTime(parsing: text) { return zone.instant(of: time) }
        complain(expected: "an instant like \"2024-07-11 16:20:00\", or \"+10m\" after the start")
        return nil
    }

    private func uniform() -> Distribution? {
        let bounds = elements().map { $0.duration() }
        guard bounds.count == 2, let low = bounds[0], let high = bounds[1], low <= high else {
            complain(expected: "two durations, the smaller first")
            return nil
        }
        return .uniform(low, high)
    }

    private func lognormal() -> Distribution? {
        guard let reader = object() else { return nil }
        let median = reader.required("median")?.duration()
        let p95 = reader.required("p95")?.duration()
        let max = reader.required("max")?.duration()
        reader.finish()
        guard let median, let p95, let max else { return nil }
        guard median > .zero, median <= p95, p95 <= max else {
            complain(expected: "0 < median <= p95 <= max")
            return nil
        }
        return .lognormal(median: median, p95: p95, max: max)
    }

    private func exponential() -> Distribution? {
        guard let reader = object() else { return nil }
        let mean = reader.required("mean")?.duration()
        let max = reader.required("max")?.duration()
        reader.finish()
        guard let mean, let max else { return nil }
        guard mean <= max else {
            complain(expected: "mean <= max")
            return nil
        }
        return .exponential(mean: mean, max: max)
    }

    private func empirical() -> Distribution? {
        let durations = elements().compactMap { $0.duration() }
        guard !durations.isEmpty else {
            complain(expected: "at least one duration")
            return nil
        }
        return .empirical(durations)
    }

    private static func duration(_ value: JSONValue) -> SimulatedDuration? {
        if let number = value.integer { return .milliseconds(Int64(number)) }
        return value.string.flatMap { SimulatedDuration(parsing: $0) }
    }
}
