/// The pauses between attempts to connect: doubled each time up to a bound, and jittered, so that many clients of one
/// broker do not return in step.
package struct ReconnectBackoff: Sendable, Hashable {
    private let minimum: Duration
    private let maximum: Duration
    private var attempt = 0

    package init(minimum: Duration = .milliseconds(50), maximum: Duration = .seconds(5)) {
        precondition(minimum > .zero && minimum <= maximum, "a back-off needs 0 < minimum <= maximum")
        self.minimum = minimum
        self.maximum = maximum
    }

    /// Between half and all of minimum · 2ⁿ, never above the maximum.
    package mutating func nextPause(using generator: inout some RandomNumberGenerator) -> Duration {
        let whole = min(maximum, minimum * (1 << min(attempt, 20)))
        attempt += 1
        return whole / 2 + whole * (Double.random(in: 0..<0.5, using: &generator))
    }

    package mutating func reset() {
        attempt = 0
    }
}
