import Synchronization

/// One task waits until the latch is opened; the first to open it decides with which value.
final class Latch: Sendable {
    private enum State {
        case closed(CheckedContinuation<Bool, Never>?)
        case open(isPassed: Bool)
    }

    private let state = Mutex(State.closed(nil))

    /// Returns the value with which it was opened, at once if it is open already.
    ///
    /// At most one task may wait.
    func wait() async -> Bool {
        await withCheckedContinuation { continuation in
            let known: Bool? = state.withLock { state in
                switch state {
                case .open(let isPassed): return isPassed
                case .closed(nil):
                    state = .closed(continuation)
                    return nil
                case .closed: preconditionFailure("a latch has one waiter")
                }
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// Opens the latch as not passed at the deadline, or when the task is cancelled.
    func wait(until deadline: ContinuousClock.Instant) async -> Bool {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // Throws when cancelled, by the end of this wait or with the caller's task; either ends the wait.
                try? await Task.sleep(until: deadline, clock: .continuous)
                self.open(isPassed: false)
            }
            let isPassed = await wait()
            group.cancelAll()
            return isPassed
        }
    }

    /// Without effect on an open latch.
    ///
    /// Called outside the lock that guards the list of latches.
    func open(isPassed: Bool = true) {
        let waiter: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard case .closed(let waiter) = state else { return nil }
            state = .open(isPassed: isPassed)
            return waiter
        }
        waiter?.resume(returning: isPassed)
    }
}
