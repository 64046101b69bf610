import HESSimulation
import Logging
import Synchronization

extension World {
    /// Publishes what the broker had not acknowledged when the world's earlier process ended.
    ///
    /// Called once the simulator knows the world: an acknowledgement may come on this thread.
    func publishOwed() {
        output.flush()
    }

    /// Settles a push: `failure` is nil when the broker acknowledged it, otherwise it says why the broker never will.
    package func settle(_ ticket: UInt64, failure: String?) {
        let settled = state.withLock { state in
            let settled = state.settle(ticket, failure: failure, wall: .now)
            if let settled { record(.settle(ticket: ticket, failure: failure), at: settled.now) }
            return settled
        }
        guard let settled else { return }
        if let failure {
            services.logger.warning(
                "Push not delivered",
                metadata: ["plan.id": "\(settled.planID)", "reason": "\(failure)"]
            )
        }
        services.metrics.countPush(lag: settled.lag)
        for waiter in settled.waiters { waiter.open() }
        // Before the barriers: when a clock command returns, the answers that waited for this push have left.
        if let deadline = settled.deadline { if deadline <= .now { runDue() } else { services.wake(deadline) } }
        for barrier in settled.passed { barrier.open() }
    }

    /// Plans still in flight, and pushes that the broker has not acknowledged.
    package var undelivered: (plans: Int, pushes: Int) {
        read { headEnd, _ in (headEnd.plans.inFlightCount, headEnd.pushes.unacknowledgedCount) }
    }

    /// Whether a push is unacknowledged, or an event falls due before the deadline.
    func hasWork(before deadline: ContinuousClock.Instant) -> Bool {
        read { headEnd, clock in
            let next = headEnd.nextEvent.flatMap { clock.wallInstant(of: $0) }
            return headEnd.pushes.unacknowledgedCount > 0 || next.map { $0 < deadline } ?? false
        }
    }
}
