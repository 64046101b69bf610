package import HESSimulation
import Logging
package import SimulationKernel

extension World {
    package enum ClockCommand: Sendable {
        case advance(SimulatedDuration)
        case set(SimulatedInstant)
        case setMode(ClockMode)
        /// Moves from event to event until none is scheduled.
        case untilIdle
    }

    package enum ClockError: Error, Sendable {
        case wouldGoBack(now: SimulatedInstant)
        /// The broker did not acknowledge in time; `count` pushes are outstanding.
        case notAcknowledged(count: Int)
        case neverIdle(events: Int)
        /// Civil time has four-digit years.
        case beyondTheEnd
        /// The world was deleted, replaced or reset meanwhile.
        case interrupted
    }

    package struct ClockReport: Sendable {
        package let now: SimulatedInstant
        /// Journal entries since the command began.
        package let fired: [JournalEntry]
        /// Whether the journal has dropped some of these entries.
        package let isTruncated: Bool
        /// Number of scheduled events that are still to come.
        package let pending: Int
    }

    /// Moves the clock and returns when everything due by then has happened and every push is settled.
    ///
    /// Waits for the broker each time something was published, before the clock goes on, so that the journal's order is the
    /// same in every run.
    package func command(_ command: ClockCommand, patience: Duration = .seconds(60)) async throws -> ClockReport {
        let firstEntry = read { headEnd, _ in headEnd.journal.nextSequence }
        let deadline = ContinuousClock.now.advanced(by: patience)
        switch command {
        case .advance(let duration): try await move(to: now + duration, until: deadline)
        case .set(let instant): try await set(instant, until: deadline)
        case .setMode(let mode): setMode(mode)
        case .untilIdle: try await moveUntilIdle(until: deadline)
        }
        guard await awaitAcknowledgements(until: deadline) else {
            throw ClockError.notAcknowledged(count: read { headEnd, _ in headEnd.pushes.unacknowledgedCount })
        }
        return read { headEnd, clock in
            ClockReport(
                now: clock.now(wall: services.wall()),
                fired: headEnd.journal.entries(from: firstEntry),
                isTruncated: headEnd.journal.firstSequence > firstEntry,
                pending: headEnd.scheduledCount
            )
        }
    }

    private func set(_ instant: SimulatedInstant, until deadline: ContinuousClock.Instant) async throws {
        let now = now
        guard instant >= now else { throw ClockError.wouldGoBack(now: now) }
        try await move(to: instant, until: deadline)
    }

    /// Moves from event to event; a running clock that has already passed the target is not set back.
    private func move(to target: SimulatedInstant, until deadline: ContinuousClock.Instant) async throws {
        let epoch = epoch
        try await run(to: target, since: epoch, until: deadline)
        try recordArrival(at: target, since: epoch)
    }

    /// A broker that does not answer in time does not stop the clock; the command then says so at its end.
    ///
    /// - Throws: `interrupted` if the world has begun anew since `epoch`.
    private func run(
        to target: SimulatedInstant,
        since epoch: Int,
        until deadline: ContinuousClock.Instant
    ) async throws {
        guard target <= SimulatedInstant.last else { throw ClockError.beyondTheEnd }
        while !step(towards: target, since: epoch) {
            await awaitAcknowledgements(until: deadline)
            guard self.epoch == epoch, !hasEnded else { throw ClockError.interrupted }
            // A cancelled wait is over at once: without this the clock would run on without the broker.
            try Task.checkCancellation()
        }
        await awaitAcknowledgements(until: deadline)
        guard self.epoch == epoch, !hasEnded else { throw ClockError.interrupted }
    }

    private var epoch: Int { state.withLock { $0.epoch } }

    /// - Throws: `interrupted` if the world has begun anew since `epoch`: it has not arrived then.
    private func recordArrival(at target: SimulatedInstant, since epoch: Int) throws(ClockError) {
        let hasArrived = act(isInstantGiven: true) { state, _ in
            guard state.epoch == epoch else { return (false, []) }
            state.headEnd.recordClock(movedTo: target)
            record(.clock, at: max(target, state.headEnd.now), in: state)
            return (true, [])
        }
        guard hasArrived else { throw .interrupted }
        wakeForNext()
    }

    /// Moves from event to event until something is published; a world that has begun anew since `epoch` stays where it is.
    ///
    /// - Returns: whether the target is reached, or out of reach.
    private func step(towards target: SimulatedInstant, since epoch: Int) -> Bool {
        act { state, wall in
            guard state.epoch == epoch else { return (true, []) }
            var effects: [Effect] = []
            var stop = target
            repeat {
                stop = min(target, state.headEnd.nextEvent ?? target)
                effects += state.headEnd.advance(to: stop)
                state.clock.jump(to: stop, wall: wall)
            } while effects.isEmpty && stop < target
            return (stop >= target && (state.headEnd.nextEvent.map { $0 > target } ?? true), effects)
        }
    }

    private func moveUntilIdle(until deadline: ContinuousClock.Instant) async throws {
        let epoch = epoch
        var events = 0
        while let next = read({ headEnd, _ in headEnd.nextEvent }) {
            events += 1
            guard events <= Self.mostEventsUntilIdle else { throw ClockError.neverIdle(events: events) }
            try await run(to: max(next, now), since: epoch, until: deadline)
        }
        if events > 0 { try recordArrival(at: now, since: epoch) }
    }

    /// Tells the pacer of the next event: a move brings it nearer on the wall clock, though not in simulated time.
    func wakeForNext() {
        if let deadline = nextDeadline { services.wake(deadline) }
    }

    /// Stops the clock where civil time ends: its mode is manual from then on.
    func stopAtTheEnd() {
        setMode(.manual)
        services.logger.warning(
            "The clock has stopped: civil time ends with the year 9999",
            metadata: ["world": "\(tenantCode)"]
        )
    }

    private func setMode(_ mode: ClockMode) {
        act(isInstantGiven: true) { state, wall in
            let effects = state.headEnd.advance(to: state.clock.now(wall: wall))
            state.clock.setMode(mode, wall: wall)
            state.headEnd.recordClock(mode)
            state.modeOfControl = mode
            record(.mode(mode), at: state.headEnd.now, in: state)
            return ((), effects)
        }
        wakeForNext()
    }

    /// - Returns: whether every push that is out now was settled by the deadline; true at once while the scenario's broker
    ///   is down, which acknowledges nothing.
    @discardableResult
    private func awaitAcknowledgements(until deadline: ContinuousClock.Instant) async -> Bool {
        let barrier: Latch? = state.withLock { state in
            let count = state.headEnd.pushes.unacknowledgedCount
            guard count > 0, !state.headEnd.broker.lasts(.down), !state.hasEnded else { return nil }
            let barrier = Latch()
            state.acknowledgements.add(barrier, lastTicket: state.headEnd.pushes.lastTicket, unsettled: count)
            return barrier
        }
        guard let barrier else { return true }
        defer { state.withLock { $0.acknowledgements.remove(barrier) } }
        return await barrier.wait(until: deadline)
    }

    private static let mostEventsUntilIdle = 10_000_000
}
