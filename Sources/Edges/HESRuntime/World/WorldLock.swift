import Glibc

/// The state of a world behind its lock: a POSIX mutex that is tried for some microseconds before the thread sleeps.
///
/// A decision takes less time than a hand-over to another thread. `Mutex` sleeps at once, and being a futex with priority
/// inheritance it goes to the thread that has waited longest: under load each call then waits for a thread that does not
/// run yet (docs/internals/performance.md).
@safe final class WorldLock: @unchecked Sendable {
    private let state = UnsafeMutablePointer<WorldState>.allocate(capacity: 1)
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    /// About what a few decisions take; the only processor of a machine is better left to the thread that holds the lock.
    private static let longestTry: Duration = sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1 ? .microseconds(20) : .zero

    init(_ first: WorldState) {
        unsafe state.initialize(to: first)
        unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
        unsafe state.deinitialize(count: 1)
        unsafe state.deallocate()
    }

    func withLock<Result>(_ body: (inout WorldState) -> Result) -> Result {
        lock()
        defer { unsafe pthread_mutex_unlock(mutex) }
        return unsafe body(&state.pointee)
    }

    /// Nil while another thread holds the lock.
    func withLockIfFree<Result>(_ body: (inout WorldState) -> Result) -> Result? {
        guard unsafe pthread_mutex_trylock(mutex) == 0 else { return nil }
        defer { unsafe pthread_mutex_unlock(mutex) }
        return unsafe body(&state.pointee)
    }

    private func lock() {
        if unsafe pthread_mutex_trylock(mutex) == 0 { return }
        let end = ContinuousClock.now + Self.longestTry
        repeat {
            if unsafe pthread_mutex_trylock(mutex) == 0 { return }
        } while ContinuousClock.now < end
        unsafe pthread_mutex_lock(mutex)
    }
}
