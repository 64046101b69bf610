import NIOCore
import Synchronization

/// Since when a connection waits for its client, read by any thread.
final class ConnectionActivity: Sendable {
    /// Nanoseconds of `NIODeadline`; `busy` while a reply is due.
    private let quietSince: Atomic<UInt64>
    /// Since when the reply is an event stream; `none` when it is none.
    private let streamSince = Atomic(none)
    private static let busy = UInt64.max
    private static let none = UInt64.max

    init(at instant: NIODeadline = .now()) {
        quietSince = Atomic(instant.uptimeNanoseconds)
    }

    /// Nil while a reply is due.
    var waitingSince: UInt64? {
        let since = quietSince.load(ordering: .relaxed)
        return since == Self.busy ? nil : since
    }

    /// Nil unless the reply that is due is an event stream: it never ends by itself, and its client resumes it elsewhere.
    var streamingSince: UInt64? {
        let since = streamSince.load(ordering: .relaxed)
        return since == Self.none ? nil : since
    }

    func streamBegan(at instant: NIODeadline = .now()) {
        streamSince.store(instant.uptimeNanoseconds, ordering: .relaxed)
    }

    func requestEnded() { quietSince.store(Self.busy, ordering: .relaxed) }

    func replyEnded() {
        streamSince.store(Self.none, ordering: .relaxed)
        quietSince.store(NIODeadline.now().uptimeNanoseconds, ordering: .relaxed)
    }
}
