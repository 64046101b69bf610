import NIOConcurrencyHelpers

/// The state of a world behind its lock, a POSIX mutex.
///
/// `Mutex` is a futex with priority inheritance, which the kernel hands to the thread that has waited longest: under load
/// each call then waits for a thread that does not run yet (docs/internals/performance.md).
struct WorldLock: Sendable {
    private let state: NIOLockedValueBox<WorldState>

    init(_ state: WorldState) {
        self.state = NIOLockedValueBox(state)
    }

    func withLock<Result>(_ body: (inout WorldState) -> Result) -> Result {
        state.withLockedValue(body)
    }
}
