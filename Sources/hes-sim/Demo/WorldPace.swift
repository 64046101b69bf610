import HESRuntime
import HESSimulation
import SimulationKernel

/// Follows a world's clock, or moves one that stands still from one thing to be done to the next.
struct WorldPace: Sendable {
    let world: World
    /// Whether a clock that stands still is moved: in demos that run as fast as they can.
    let moves: Bool

    /// Returns when the clock has reached the instant; false if the world has ended or the task was cancelled.
    func wait(until instant: SimulatedInstant) async -> Bool {
        while !Task.isCancelled, !world.hasEnded {
            let left = (instant - world.now).milliseconds
            if left <= 0 { return true }
            let mode = world.read { _, clock in clock.mode }
            if isDriven(mode), await move(to: instant) { continue }
            let onWall = mode.speed > 0 ? Double(left) / mode.speed : Self.longest
            try? await Task.sleep(for: .milliseconds(Int64(min(Self.longest, onWall.rounded(.up)))))
        }
        return false
    }

    /// Moves a clock that stands still to what plans wait for, until the task is cancelled.
    func drivePlans() async {
        while moves, !Task.isCancelled, !world.hasEnded {
            let (mode, next, last) = world.read { headEnd, clock in
                let isBusy = headEnd.plans.inFlightCount > 0 || headEnd.pushes.hasDelayed
                return (clock.mode, isBusy ? headEnd.nextAwaited : nil, headEnd.journal.nextSequence)
            }
            if let next, isDriven(mode), await move(to: max(next, world.now)) { continue }
            // A new plan is an entry.
            await world.journalGrows(beyond: last, within: Self.look)
        }
    }

    private func isDriven(_ mode: ClockMode) -> Bool { moves && mode == .manual }

    /// - Returns: whether the clock was moved, and all that fell due by then has happened.
    private func move(to instant: SimulatedInstant) async -> Bool {
        do {
            _ = try await world.command(.set(instant))
            return true
        } catch {
            return false
        }
    }

    /// Milliseconds; how late a change of the clock is noticed.
    private static let longest = 200.0
    /// How often it is looked for a plan that waits, beside each new entry of the journal.
    private static let look = Duration.milliseconds(100)
}
