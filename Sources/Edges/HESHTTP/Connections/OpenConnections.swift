import HESSockets
package import Logging
import NIOCore
import Synchronization

/// The connections of a server's HTTP ports, and their bounds.
///
/// Descriptors: when they are scarce, the connection that has waited longest for its client makes room, as nginx reuses its
/// keep-alive connections; one that takes a descriptor which is kept back stays two seconds. When nothing can be accepted for
/// a second and none waits for its client, the oldest event streams end. Slow requests: an address has ``slowLimit`` at most.
package final class OpenConnections: Sendable {
    private struct Entry {
        let channel: any Channel
        let activity: ConnectionActivity
        /// Nanoseconds of `NIODeadline` when it took a descriptor that is kept back; nil for any other.
        let keptSince: UInt64?

        /// Since when it may be closed to make room; nil while a reply is due, unless it was to be short.
        var spareSince: UInt64? { activity.waitingSince ?? keptSince }
        /// Since when it sends events.
        var streamSince: UInt64? { activity.streamingSince }
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var slow: [String: Int] = [:]
    }

    /// Requests of one address that are not complete two seconds after they began.
    static let slowLimit = 64
    /// How long a request may take to arrive.
    let requestPatience: TimeAmount
    let shortages: RareLog
    let slowness: RareLog
    private let state = Mutex(State())

    package init(requestPatience: Duration = .seconds(30), logger: Logger) {
        self.requestPatience = TimeAmount(requestPatience)
        shortages = RareLog(logger)
        slowness = RareLog(logger)
    }

    /// Takes a connection that was accepted; called on its event loop.
    func admit(_ channel: any Channel, activity: ConnectionActivity) {
        let limit = DescriptorLimit.current
        admit(channel, activity: activity, room: limit.room(for: channel), limit: limit)
    }

    /// The same with the `room` that there is with it.
    func admit(
        _ channel: any Channel,
        activity: ConnectionActivity,
        room: DescriptorLimit.Room,
        limit: DescriptorLimit
    ) {
        let id = ObjectIdentifier(activity)
        if room != .ample { _ = closeSpare(1, limit: limit) }
        // Also when another one made room: its descriptor is a lower one, and this one must not stay.
        let isShort = room == .kept
        if isShort { close(soon: channel, limit: limit) }
        let keptSince = isShort ? NIODeadline.now().uptimeNanoseconds : nil
        let entry = Entry(channel: channel, activity: activity, keptSince: keptSince)
        state.withLock { $0.entries[id] = entry }
        channel.closeFuture.whenComplete { [self] _ in
            _ = state.withLock { $0.entries.removeValue(forKey: id) }
        }
    }

    /// Closes a few connections that can be spared, because a listening socket cannot accept.
    ///
    /// - Parameter endsStreams: the oldest event streams if there are none.
    func makeRoom(endsStreams: Bool = false) {
        let limit = DescriptorLimit.current
        guard !closeSpare(Self.spareBatch, limit: limit), endsStreams else { return }
        _ = closeLongest(
            Self.spareBatch,
            limit: limit,
            because: "event streams end, the oldest first",
            since: \.streamSince
        )
    }

    private func close(soon channel: any Channel, limit: DescriptorLimit) {
        channel.eventLoop.scheduleTask(in: Self.keptPatience) { channel.close(promise: nil) }
        shortages.warn(
            "Descriptors are nearly used up: new connections last two seconds; close some, or raise ulimit -n",
            metadata: ["descriptor.limit": "\(limit.count)"]
        )
    }

    /// - Returns: whether there was one.
    private func closeSpare(_ count: Int, limit: DescriptorLimit) -> Bool {
        closeLongest(
            count,
            limit: limit,
            because: "connections that waited longest for their client are closed",
            since: \.spareSince
        )
    }

    /// Closes those whose instant is the earliest.
    private func closeLongest(
        _ count: Int,
        limit: DescriptorLimit,
        because reason: String,
        since: (Entry) -> UInt64?
    ) -> Bool {
        let spare = state.withLock { state in
            let spare = state.entries.compactMap { id, entry in since(entry).map { (id, $0) } }
            let longest = spare.sorted { $0.1 < $1.1 }.prefix(count)
            return longest.compactMap { state.entries.removeValue(forKey: $0.0)?.channel }
        }
        guard !spare.isEmpty else { return false }
        for channel in spare { channel.close(promise: nil) }
        shortages.warn(
            "Descriptors are scarce: \(reason); raise ulimit -n",
            metadata: ["descriptor.limit": "\(limit.count)"]
        )
        return true
    }

    /// - Returns: false when the address has too many; then it is not counted.
    func beginSlow(_ address: String) -> Bool {
        state.withLock { state in
            let count = state.slow[address] ?? 0
            guard count < Self.slowLimit else { return false }
            state.slow[address] = count + 1
            return true
        }
    }

    func endSlow(_ address: String) {
        state.withLock { state in
            guard let count = state.slow[address] else { return }
            state.slow[address] = count > 1 ? count - 1 : nil
        }
    }

    private static let keptPatience = TimeAmount.seconds(2)
    private static let spareBatch = 8
}
