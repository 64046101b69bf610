import HESContract
import JSON
import SimulationKernel

extension Place {
    /// A duration, or an object whose one key names the shape.
    func distribution() -> Distribution? {
        shared("distribution", about: "A duration, or how durations are spread.") { place in
            place.either(.object { $0.shape() }, .other { $0.duration().map { .constant($0) } })
        }
    }

    private func shape() -> Distribution? {
        if case .object(let members) = node.value, members.count != 1 {
            complain(expected: "one of uniform, lognormal, exponential, empirical")
            return nil
        }
        guard let reader = note("minProperties", as: 1).note("maxProperties", as: 1).object() else { return nil }
        let shapes = [
            reader.optional("uniform", about: "Two durations, the smaller first.").flatMap { $0.uniform() },
            reader.optional("lognormal", about: "0 < median <= p95 <= max.").flatMap { $0.lognormal() },
            reader.optional("exponential", about: "mean <= max.").flatMap { $0.exponential() },
            reader.optional("empirical", about: "Durations that are equally likely.").flatMap { $0.empirical() },
        ]
        reader.finish()
        return shapes.compactMap { $0 }.first
    }

    private func uniform() -> Distribution? {
        let bounds = note("minItems", as: 2).note("maxItems", as: 2).elements().map { $0.duration() }
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
        let durations = note("minItems", as: 1).elements().compactMap { $0.duration() }
        guard !durations.isEmpty else {
            complain(expected: "at least one duration")
            return nil
        }
        return .empirical(durations)
    }
}

extension Place? {
    /// The schema states the default only if it is a constant duration.
    func distribution(default standard: Distribution) -> Distribution {
        if case .constant(let duration) = standard { self?.note("default", as: .number(String(duration.milliseconds))) }
        return self?.distribution() ?? standard
    }
}
