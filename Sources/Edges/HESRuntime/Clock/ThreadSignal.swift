import Glibc

/// Ends the sleep of one thread; a signal that was raised before the sleep ends it at once.
///
/// For a thread of its own: it blocks. Sleeps count on the monotonic clock, which setting the time does not move.
@safe final class ThreadSignal: @unchecked Sendable {
    // Guarded by the POSIX mutex, which the condition variable needs: `Mutex` has none.
    private var isRaised = false
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    func raise() {
        withLock { isRaised = true }
        unsafe pthread_cond_signal(condition)
    }

    /// Returns when it is raised, or after `limit`, whichever comes first.
    func wait(atMost limit: Duration) {
        var end = Self.monotonicTime(in: limit)
        withLock {
            while !isRaised {
                guard unsafe pthread_cond_timedwait(condition, mutex, &end) == 0 else { break }
            }
            isRaised = false
        }
    }

    /// Sleeps where nothing has to end the sleep: cheaper than ``wait(atMost:)``.
    static func sleep(for span: Duration) {
        let (seconds, attoseconds) = span.components
        var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        unsafe nanosleep(&rest, nil)
    }

    private func withLock(_ body: () -> Void) {
        unsafe pthread_mutex_lock(mutex)
        body()
        unsafe pthread_mutex_unlock(mutex)
    }

    private static func monotonicTime(in limit: Duration) -> timespec {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        let (seconds, attoseconds) = limit.components
        let nanoseconds = time.tv_nsec + Int(attoseconds / 1_000_000_000)
        return timespec(
            tv_sec: time.tv_sec + Int(seconds) + nanoseconds / 1_000_000_000,
            tv_nsec: nanoseconds % 1_000_000_000
        )
    }
}
