import HESSimulation
import Logging

extension World {
    /// Settles pushes: `failure` is nil when the broker acknowledged them, otherwise it says why the broker never will.
    package func settle(_ tickets: [UInt64], failure: String?) {
        var rest = tickets[...]
        while !rest.isEmpty {
            let batch = rest.prefix(Self.mostSettledAtOnce)
            rest = rest.dropFirst(batch.count)
            finish(
                state.withLock { state in
                    let wall = services.wall()
                    return batch.compactMap { settle($0, failure: failure, at: wall, in: &state) }
                }
            )
        }
    }

    /// Calls wait for the lock meanwhile.
    private static let mostSettledAtOnce = 16

    /// Called under the lock.
    ///
    /// - Returns: what is to be finished outside it; nil for a push that is not awaited any more.
    func settle(
        _ ticket: UInt64,
        failure: String?,
        at wall: ContinuousClock.Instant,
        in state: inout WorldState
    ) -> SettledPush? {
        let settled = state.settle(ticket, failure: failure, wall: wall)
        if let settled { record(.settle(ticket: ticket, failure: failure), at: settled.now, in: state) }
        return settled
    }

    /// Does outside the lock what follows from outcomes, in their order.
    func finish(_ settled: [SettledPush]) {
        services.metrics.count(settled)
        for push in settled {
            if let failure = push.failure {
                services.logger.warning(
                    "Push not delivered",
                    metadata: ["plan.id": "\(push.planID)", "reason": "\(failure)"]
                )
            }
            for waiter in push.waiters { waiter.open() }
            // Before the barriers: when a clock command returns, the answers that waited for this push have left.
            if let deadline = push.deadline {
                if deadline <= services.wall() { runDue() } else { services.wake(deadline) }
            }
            for barrier in push.passed { barrier.open() }
            if let leap = push.leap { services.wake(leap) }
        }
    }

    /// Tells of pushes that the broker had acknowledged and, having died, has lost, as it seems.
    ///
    /// The last 10 000 are told in the journal, and their plans fail. It is no input of `--state`: after a
    /// restart such a plan counts as published, unless a snapshot came between.
    package func lose(_ tickets: [UInt64]) {
        let waiters = state.withLock { state in
            let now = max(state.headEnd.now, state.clock.now(wall: services.wall()))
            for (ticket, planID) in state.acknowledgedPushes.remove(Set(tickets)) {
                let reason = "the broker died after it had acknowledged this, which was not kept"
                state.headEnd.lose(ticket, of: planID, reason: reason, at: now)
            }
            reserve(isInstantGiven: false, isSaved: false, in: &state)
            return state.journalWaiters.removeAll()
        }
        for waiter in waiters { waiter.open() }
    }

    /// Plans still in flight, and pushes that the broker has not acknowledged.
    package var undelivered: (plans: Int, pushes: Int) {
        read { headEnd, _ in (headEnd.plans.inFlightCount, headEnd.pushes.unacknowledgedCount) }
    }

    /// Whether a push is unacknowledged, or an event falls due before the deadline; a clock that leaps reaches all that is awaited.
    func hasWork(before deadline: ContinuousClock.Instant) -> Bool {
        read { headEnd, clock in
            let next = headEnd.nextEvent.flatMap { clock.wallInstant(of: $0) }
            let isLeaping = clock.mode == .auto && headEnd.nextAwaited != nil
            return headEnd.pushes.unacknowledgedCount > 0 || isLeaping || next.map { $0 < deadline } ?? false
        }
    }
}
