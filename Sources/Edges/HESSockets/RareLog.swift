package import Logging
import Synchronization

/// A warning that may be called for thousands of times a second, and is logged once a second at most.
package final class RareLog: Sendable {
    private struct State {
        var last: ContinuousClock.Instant?
        /// Calls since then that were not logged.
        var held = 0
    }

    private let logger: Logger
    private let state = Mutex(State())

    package init(_ logger: Logger) {
        self.logger = logger
    }

    /// Logs the message with the number of calls since the last line, or only counts.
    package func warn(
        _ message: Logger.Message,
        metadata: Logger.Metadata = [:],
        now: ContinuousClock.Instant = .now
    ) {
        let count: Int? = state.withLock { state in
            if let last = state.last, last.duration(to: now) < .seconds(1) {
                state.held += 1
                return nil
            }
            defer { state = State(last: now) }
            return state.held + 1
        }
        guard let count else { return }
        logger.warning(message, metadata: metadata.merging(["count": "\(count)"]) { _, new in new })
    }
}
