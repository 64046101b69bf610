import Glibc

/// A random span of simulated time; a sample is a pure function of the hash it is given.
package enum Distribution: Hashable, Sendable {
    case constant(SimulatedDuration)
    case uniform(SimulatedDuration, SimulatedDuration)
    /// Samples above `max` are cut to `max`.
    case lognormal(median: SimulatedDuration, p95: SimulatedDuration, max: SimulatedDuration)
    case exponential(mean: SimulatedDuration, max: SimulatedDuration)
    /// Each listed value is equally likely; never empty.
    case empirical([SimulatedDuration])

    /// Draws a span with `hash`; the same hash gives the same span.
    package func sample(_ hash: SeededHash) -> SimulatedDuration {
        switch self {
        case .constant(let duration):
            return duration
        case .uniform(let low, let high):
            return .milliseconds(low.milliseconds + Int64(hash.unit * Double(high.milliseconds - low.milliseconds + 1)))
        case .lognormal(let median, let p95, let max):
            let sigma = log(Double(p95.milliseconds) / Double(median.milliseconds)) / Self.normalQuantile95
            let drawn = Double(median.milliseconds) * exp(sigma * Self.standardNormal(hash))
            return .milliseconds(Int64(min(drawn.rounded(), Double(max.milliseconds))))
        case .exponential(let mean, let max):
            let drawn = -Double(mean.milliseconds) * log(1 - hash.unit)
            return .milliseconds(Int64(min(drawn.rounded(), Double(max.milliseconds))))
        case .empirical(let durations):
            return durations[hash.index(below: durations.count)]
        }
    }

    /// `max` of an unbounded distribution, at which a read times out; nil for a bounded one.
    package var timeout: SimulatedDuration? {
        switch self {
        case .lognormal(_, _, let max), .exponential(_, let max): max
        case .constant, .uniform, .empirical: nil
        }
    }

    /// The 95 % quantile of the standard normal distribution.
    private static let normalQuantile95 = 1.644_853_626_951_472_2

    /// A standard normal number, by the transform of Box and Muller (1958).
    package static func standardNormal(_ hash: SeededHash) -> Double {
        let radius = sqrt(-2 * log(1 - hash.unit))
        return radius * cos(2 * .pi * hash.about(1).unit)
    }
}
