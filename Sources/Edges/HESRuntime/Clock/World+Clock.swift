package import HESSimulation
package import SimulationKernel
import Synchronization

extension World {
    package enum ClockCommand: Sendable {
        case advance(SimulatedDuration)
        case set(SimulatedInstant)
        case setMode(ClockMode)
        /// From event to event until none is left.
        case untilIdle
    }

    package enum ClockError: Error, Sendable {
        case wouldGoBack(now: SimulatedInstant)
        /// The broker did not acknowledge in time; so many pushes are still out.
        case notAcknowledged(count: Int)
        case neverIdle(events: Int)
        /// Civil time has four-digit years.
        case beyondTheEnd
        /// Deleted, replaced or reset meanwhile.
        case interrupted
    }

    package struct ClockReport: Sendable {
        package let now: SimulatedInstant
        /// What happened on the way.
        package let fired: [JournalEntry]
        /// Whether the journal has dropped some of it.
        package let isTruncated: Bool
        /// Events still ahead.
        package let pending: Int
    }

    /// Moves the clock and answers when everything due by then has happened and every push is settled.
    ///
    /// It waits for the broker wherever something was published, before the clock goes on: what the journal says and in
    /// which order is then the same in every run.
    package func command(_ command: ClockCommand, patience: Duration = .seconds(60)) async throws -> ClockReport {
        let firstEntry = read { headEnd, _ in headEnd.journal.nextSequence }
        let deadline = ContinuousClock.now.advanced(by: patience)
        switch command {
        case .advance(let duration): try await move(to: now + duration, deadline)
        case .set(let instant): try await set(instant, deadline)
        case .setMode(let mode): setMode(mode)
        case .untilIdle: try await moveUntilIdle(deadline)
        }
        guard await awaitAcknowledgements(deadline) else {
            throw ClockError.notAcknowledged(count: read { headEnd, _ in headEnd.unacknowledged.count })
        }
        return read { headEnd, clock in
            ClockReport(
                now: clock.now(wall: .now),
                fired: headEnd.journal.entries(from: firstEntry),
                isTruncated: headEnd.journal.firstSequence > firstEntry,
                pending: headEnd.scheduledCount
            )
        }
    }

    private func set(_ instant: SimulatedInstant, _ deadline: ContinuousClock.Instant) async throws {
        let now = now
        guard instant >= now else { throw ClockError.wouldGoBack(now: now) }
        try await move(to: instant, deadline)
    }

    /// From event to event; a running clock may pass the target meanwhile, which is no going back.
    private func move(to target: SimulatedInstant, _ deadline: ContinuousClock.Instant) async throws {
        try await run(to: target, deadline)
        noteArrival(at: target)
    }

    /// A broker that does not answer in time does not stop the clock; the command then says so at its end.
    private func run(to target: SimulatedInstant, _ deadline: ContinuousClock.Instant) async throws {
        guard target <= Self.last else { throw ClockError.beyondTheEnd }
        let epoch = epoch
        while !step(towards: target) {
            await awaitAcknowledgements(deadline)
            guard self.epoch == epoch, !hasEnded else { throw ClockError.interrupted }
        }
        await awaitAcknowledgements(deadline)
        guard self.epoch == epoch, !hasEnded else { throw ClockError.interrupted }
    }

    private var epoch: Int { state.withLock { $0.epoch } }

    private func noteArrival(at target: SimulatedInstant) {
        act { state, _ in
            state.headEnd.recordClock(movedTo: target)
            record(.clock, at: max(target, state.headEnd.now))
            return ((), [])
        }
        wakeForNext()
    }

    /// To the next instants at which something happens, as long as nothing is published.
    ///
    /// - Returns: whether the target is reached.
    private func step(towards target: SimulatedInstant) -> Bool {
        act { state, wall in
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

    private func moveUntilIdle(_ deadline: ContinuousClock.Instant) async throws {
        var events = 0
        while let next = read({ headEnd, _ in headEnd.nextEvent }) {
            events += 1
            guard events <= Self.mostEventsUntilIdle else { throw ClockError.neverIdle(events: events) }
            try await run(to: max(next, now), deadline)
        }
        if events > 0 { noteArrival(at: now) }
    }

    /// A move brings what is ahead nearer on the wall clock, though not in simulated time.
    func wakeForNext() {
        if let deadline = nextDeadline { wake(deadline) }
    }

    private func setMode(_ mode: ClockMode) {
        act { state, wall in
            let effects = state.headEnd.advance(to: state.clock.now(wall: wall))
            state.clock.setMode(mode, wall: wall)
            state.headEnd.recordClock(mode)
            record(.mode(mode), at: state.headEnd.now)
            return ((), effects)
        }
        wakeForNext()
    }

    /// - Returns: whether every push is settled; at once where the scenario's broker is down.
    @discardableResult
    private func awaitAcknowledgements(_ deadline: ContinuousClock.Instant) async -> Bool {
        guard read({ headEnd, _ in !headEnd.unacknowledged.isEmpty && !headEnd.broker.lasts(.down) }) else {
            return true
        }
        return await withTaskGroup(of: Bool.self) { group in
            let barrier = Barrier()
            group.addTask { await self.wait(at: barrier) }
            group.addTask {
                let isOver = (try? await Task.sleep(until: deadline, clock: .continuous)) != nil
                barrier.open(isPassed: !isOver)
                return !isOver
            }
            let isSettled = await group.next() ?? false
            group.cancelAll()
            return isSettled
        }
    }

    private func wait(at barrier: Barrier) async -> Bool {
        let isSettled = state.withLock { state in
            let count = state.headEnd.unacknowledged.count
            guard count > 0, !state.headEnd.broker.lasts(.down), !state.hasEnded else { return true }
            state.barriers.append(
                PendingBarrier(barrier: barrier, lastTicket: state.headEnd.lastTicket, unsettledCount: count)
            )
            return false
        }
        if isSettled { return true }
        defer { state.withLock { state in state.barriers.removeAll { $0.barrier === barrier } } }
        return await barrier.wait()
    }

    /// 9999-12-31 00:00 UTC.
    private static let last = SimulatedInstant(milliseconds: 253_402_214_400_000)
    private static let mostEventsUntilIdle = 10_000_000
}
