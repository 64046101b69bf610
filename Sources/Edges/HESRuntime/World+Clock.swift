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
    package func command(_ command: ClockCommand, patience: Duration = .seconds(60)) async throws -> ClockReport {
        let firstEntry = read { headEnd, _ in headEnd.journal.nextSequence }
        switch command {
        case .advance(let duration): try move(to: now + duration)
        case .set(let instant): try set(instant)
        case .setMode(let mode): setMode(mode)
        case .untilIdle: try moveUntilIdle()
        }
        try await awaitAcknowledgements(patience)
        return read { headEnd, clock in
            ClockReport(
                now: clock.now(wall: .now),
                fired: headEnd.journal.entries(from: firstEntry),
                isTruncated: headEnd.journal.firstSequence > firstEntry,
                pending: headEnd.scheduledCount
            )
        }
    }

    private func set(_ instant: SimulatedInstant) throws {
        let now = now
        guard instant >= now else { throw ClockError.wouldGoBack(now: now) }
        try move(to: instant)
    }

    /// From event to event; a running clock may pass the target meanwhile, which is no going back.
    private func move(to target: SimulatedInstant) throws {
        guard target <= Self.last else { throw ClockError.beyondTheEnd }
        var isThere = false
        while !isThere {
            isThere = act { state, wall in
                let stop = min(target, state.headEnd.nextEvent ?? target)
                let effects = state.headEnd.advance(to: stop)
                state.clock.jump(to: stop, wall: wall)
                if stop == target {
                    state.headEnd.recordClock(movedTo: target)
                    record(.clock, at: target)
                }
                return (stop == target && (state.headEnd.nextEvent.map { $0 > target } ?? true), effects)
            }
        }
        wakeForNext()
    }

    private func moveUntilIdle() throws {
        var events = 0
        while let next = read({ headEnd, _ in headEnd.nextEvent }) {
            events += 1
            guard events <= Self.mostEventsUntilIdle else { throw ClockError.neverIdle(events: events) }
            try move(to: max(next, now))
        }
    }

    /// A move brings what is ahead nearer on the wall clock, though not in simulated time.
    private func wakeForNext() {
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

    private func awaitAcknowledgements(_ patience: Duration) async throws {
        let isSettled = await withTaskGroup(of: Bool.self) { group in
            let barrier = Barrier()
            group.addTask { await self.wait(at: barrier) }
            group.addTask {
                guard (try? await Task.sleep(for: patience)) != nil else { return true }
                barrier.open(isPassed: false)
                return false
            }
            let isSettled = await group.next() ?? false
            group.cancelAll()
            return isSettled
        }
        guard isSettled else {
            throw ClockError.notAcknowledged(count: read { headEnd, _ in headEnd.unacknowledged.count })
        }
    }

    private func wait(at barrier: Barrier) async -> Bool {
        let isSettled = state.withLock { state in
            let count = state.headEnd.unacknowledged.count
            guard count > 0, !state.headEnd.broker.lasts(.down) else { return true }
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
