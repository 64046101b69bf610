package import HESSimulation
package import SimulationKernel

/// Converts between a world's instants and the wall clock.
package struct PacedClock: Sendable {
    package private(set) var mode: ClockMode
    private var anchor: SimulatedInstant
    private var wallAnchor: ContinuousClock.Instant

    package init(mode: ClockMode, start: SimulatedInstant, wall: ContinuousClock.Instant) {
        self.mode = mode
        anchor = start
        wallAnchor = wall
    }

    /// The world's instant, rounded up so that an event due 200 ms after an answer never fires a fraction of a millisecond
    /// early.
    package func now(wall: ContinuousClock.Instant) -> SimulatedInstant {
        if mode.speed == 0 { return anchor }
        let elapsed = Self.milliseconds(wallAnchor.duration(to: wall)) * mode.speed
        let left = (SimulatedInstant.last - anchor).milliseconds
        guard let span = Int64(exactly: elapsed.rounded(.up)), span < left else { return max(anchor, .last) }
        return anchor + .milliseconds(span)
    }

    /// Whether it runs and has nowhere to go.
    package func isAtTheEnd(wall: ContinuousClock.Instant) -> Bool {
        mode.speed > 0 && now(wall: wall) >= .last
    }

    /// When the wall clock reaches an instant; nil for a clock that stands still, and for what lies beyond
    /// ``SimulationKernel/SimulatedInstant/last``.
    package func wallInstant(of instant: SimulatedInstant) -> ContinuousClock.Instant? {
        guard mode.speed > 0, instant <= .last else { return nil }
        let span = Double((instant - anchor).milliseconds) / mode.speed
        return wallAnchor.advanced(by: .milliseconds(span))
    }

    /// Continues from `instant`, or from now if that is later.
    package mutating func jump(to instant: SimulatedInstant, wall: ContinuousClock.Instant) {
        anchor = max(instant, now(wall: wall))
        wallAnchor = wall
    }

    package mutating func setMode(_ newMode: ClockMode, wall: ContinuousClock.Instant) {
        anchor = now(wall: wall)
        wallAnchor = wall
        mode = newMode
    }

    private static func milliseconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) * 1000 + Double(attoseconds) * 1e-15
    }
}
