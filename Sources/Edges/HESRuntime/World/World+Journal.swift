import HESSimulation
import Synchronization

/// Somebody who waits for the journal to grow; woken once.
final class JournalWaiter: Sendable {
    private let barrier = Barrier()

    func wait() async { _ = await barrier.wait() }
    func wake() { barrier.open(isPassed: true) }
}

extension World {
    /// Waiters that a world has room for; beyond it whoever comes is not kept waiting.
    private static let mostWaiters = 10_000

    /// Returns when the journal has an entry from `sequence` on, the time is over, or the task is cancelled.
    package func journalGrows(beyond sequence: Int, within limit: Duration) async {
        let waiter = JournalWaiter()
        let isKept = state.withLock { state in
            guard state.headEnd.journal.nextSequence <= max(1, sequence), state.journalWaiters.count < Self.mostWaiters
            else {
                return false
            }
            state.journalWaiters.append(waiter)
            return true
        }
        guard isKept else { return (try? await Task.sleep(for: min(limit, .milliseconds(20)))) ?? () }
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await waiter.wait() }
                group.addTask {
                    try? await Task.sleep(for: limit)
                    waiter.wake()
                }
                await group.next()
                group.cancelAll()
                waiter.wake()
            }
        } onCancel: {
            waiter.wake()
        }
        state.withLock { $0.journalWaiters.removeAll { $0 === waiter } }
    }

    /// Called outside the lock after whatever may have written to the journal.
    func journalChanged() {
        let woken = state.withLock { state in
            defer { state.journalWaiters = [] }
            return state.journalWaiters
        }
        for waiter in woken { waiter.wake() }
    }
}
