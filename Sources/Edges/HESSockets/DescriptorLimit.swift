import Glibc
package import NIOCore

/// How many file descriptors the process may have open, and which of them connections may take.
///
/// A new descriptor gets the lowest free number (POSIX `open`, §2.6), so the number of an accepted socket says how many are
/// in use, in any part of it.
package struct DescriptorLimit: Sendable {
    package enum Room: Sendable, Hashable {
        case ample
        /// An idle connection should make room.
        case scarce
        /// None but a short-lived connection may stay: what is left keeps the health check reachable.
        case kept
    }

    /// The process's limit (`RLIMIT_NOFILE`).
    package let count: Int
    /// An eighth, 4…16, that no connection may take: they are for the process itself.
    ///
    /// Libraries open files at any time, and libdispatch ends the process if it cannot: every second it reads
    /// `/proc/…/stat` of its threads (`_dispatch_workq_monitor_pools`).
    package let reserved: Int
    /// A sixteenth, 4…64: so many connections are short-lived, and twice as many may push out an idle one.
    private let kept: Int

    package init(count: Int) {
        self.count = count
        reserved = min(max(count / 8, 4), 16)
        kept = min(max(count / 16, 4), 64)
    }

    /// The limit of now.
    package static var current: DescriptorLimit {
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else { return DescriptorLimit(count: leastKnown) }
        return DescriptorLimit(count: Int(clamping: limit.rlim_cur))
    }

    /// Raises the process's limit to what the system permits, 65 536 at most: child processes inherit it, and some go
    /// through every number.
    package static func raise() {
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < most else { return }
        limit.rlim_cur = min(limit.rlim_max, most)
        // Without it the limit stays as it was, which is no failure.
        _ = unsafe setrlimit(resource, &limit)
    }

    /// - Parameters:
    ///   - channel: one that was accepted; call it on its event loop.
    ///   - more: descriptors that will be opened for it and for others before it.
    /// - Returns: how scarce descriptors are with this one.
    package func room(for channel: any Channel, and more: Int = 0) -> Room {
        guard let descriptor = Self.descriptor(of: channel) else { return .ample }
        return room(descriptor: Int(descriptor) + more)
    }

    package func room(descriptor: Int) -> Room {
        let end = count - reserved
        if descriptor < end - 3 * kept { return .ample }
        return descriptor < end - kept ? .scarce : .kept
    }

    /// On the channel's event loop; nil for a channel without a socket.
    private static func descriptor(of channel: any Channel) -> NIOBSDSocket.Handle? {
        try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { $0 }
    }

    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    private static let most: rlim_t = 65_536
    /// POSIX's smallest (`_POSIX_OPEN_MAX` is 20); for a system that does not say.
    private static let leastKnown = 256
}
