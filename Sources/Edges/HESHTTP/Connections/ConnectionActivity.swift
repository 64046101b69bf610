import NIOCore
import Synchronization

/// Since when a connection waits for its client, read by any thread.
final class ConnectionActivity: Sendable {
    /// Nanoseconds of `NIODeadline`; `busy` while a reply is due.
    private let quietSince: Atomic<UInt64>
    private static let busy = UInt64.max

    init(at instant: NIODeadline = .now()) {
        quietSince = Atomic(instant.uptimeNanoseconds)
    }

    /// Nil while a reply is due.
    var waitingSince: UInt64? {
        let since = quietSince.load(ordering: .relaxed)
        return since == Self.busy ? nil : since
    }

    func requestEnded() { quietSince.store(Self.busy, ordering: .relaxed) }

    func replyEnded() { quietSince.store(NIODeadline.now().uptimeNanoseconds, ordering: .relaxed) }
}
