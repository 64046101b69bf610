import HESSimulation
import SimulationKernel

/// The clock that leaps (``HESSimulation/ClockMode/auto``).
extension WorldState {
    /// When the clock leaps next; nil while nothing is awaited, while pushes are under way, and in any other mode.
    ///
    /// Pushes that a rule keeps from the broker are not under way: a leap ends the outage.
    mutating func leapDeadline(at wall: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        guard clock.mode == .auto, !isHalted, let next = headEnd.nextAwaited, next <= .last,
            headEnd.pushes.unacknowledgedCount == 0 || headEnd.broker.lasts(.down)
        else { return nil }
        return unheard.earliestLeap(at: wall)
    }

    /// Leaps from one awaited event to the next, until something leaves the world or the clock has to wait.
    ///
    /// - Returns: what leaves.
    mutating func leap(at wall: ContinuousClock.Instant) -> [Effect] {
        var effects: [Effect] = []
        for _ in 0..<Self.mostLeapsAtOnce where effects.isEmpty {
            guard let deadline = leapDeadline(at: wall), deadline <= wall, let next = headEnd.nextAwaited else { break }
            effects = headEnd.advance(to: max(next, headEnd.now))
            clock.jump(to: headEnd.now, wall: wall)
            unheard.leapt()
        }
        return effects
    }

    /// Calls wait for the lock meanwhile.
    private static let mostLeapsAtOnce = 1000
}
