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
    }

    package struct ClockReport: Sendable {
        package let now: SimulatedInstant
        /// What happened on the way.
        package let fired: [JournalEntry]
        /// Events still ahead.
        package let pending: Int
    }

    /// Moves the clock and answers when everything due by then has happened and every push is settled.
    package func command(_ command: ClockCommand, patience: Duration = .seconds(60)) async throws -> ClockReport {
        let firstEntry = read { headEnd, _ in headEnd.journal.nextSequence }
        switch command {
        case .advance(let duration): try move(to: read { $1.now(wall: .now) } + duration)
        case .set(let instant): try move(to: instant)
        case .setMode(let mode): setMode(mode)
        case .untilIdle: try moveUntilIdle()
        }
        try await awaitAcknowledgements(patience)
        return read { headEnd, clock in
            ClockReport(
                now: clock.now(wall: .now),
                fired: headEnd.journal.entries(from: firstEntry),
                pending: headEnd.scheduledCount
            )
        }
    }

    private func move(to target: SimulatedInstant) throws {
        let now = read { $1.now(wall: .now) }
        guard target >= now else { throw ClockError.wouldGoBack(now: now) }
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
    }

    private func moveUntilIdle() throws {
        var events = 0
        while let next = read({ headEnd, _ in headEnd.nextEvent }) {
            events += 1
            guard events <= Self.mostEventsUntilIdle else { throw ClockError.neverIdle(events: events) }
            try move(to: max(next, read { $1.now(wall: .now) }))
        }
    }

    private func setMode(_ mode: ClockMode) {
        act { state, wall in
            let effects = state.headEnd.advance(to: state.clock.now(wall: wall))
            state.clock.setMode(mode, wall: wall)
            state.headEnd.recordClock(mode)
            record(.mode(mode), at: state.headEnd.now)
            return ((), effects)
        }
        if let deadline = nextDeadline { wake(deadline) }
    }

    private func awaitAcknowledgements(_ patience: Duration) async throws {
        let isSettled = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.waitUntilSettled() }
            group.addTask {
                guard (try? await Task.sleep(for: patience)) != nil else { return true }
                self.openAllBarriers()
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

    private func waitUntilSettled() async -> Bool {
        await withCheckedContinuation { continuation in
            let isSettled = state.withLock { state in
                let count = state.headEnd.unacknowledged.count
                guard count > 0 else { return true }
                let barrier = PendingBarrier(
                    barrier: Barrier(continuation),
                    lastTicket: state.headEnd.lastTicket,
                    unsettledCount: count
                )
                state.barriers.append(barrier)
                return false
            }
            if isSettled { continuation.resume(returning: true) }
        }
    }

    private func openAllBarriers() {
        let waiting = state.withLock { state in
            defer { state.barriers = [] }
            return state.barriers
        }
        for pending in waiting { pending.barrier.open(isPassed: false) }
    }

    private static let mostEventsUntilIdle = 10_000_000
}
