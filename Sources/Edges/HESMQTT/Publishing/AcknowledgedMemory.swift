import DequeModule
import HESRuntime
import MQTTClient

/// The messages acknowledged last, for sending them once more after the broker died abruptly.
///
/// mosquitto acknowledges a message when it has it in memory and saves its memory every two seconds, so a killed broker
/// has forgotten up to that much. What is older than `age` is saved: a message is dropped only when a later one is
/// acknowledged, and mosquitto, which has one thread, acknowledges nothing while it saves, however long that takes.
///
/// What is beyond `bytes` belongs into a store; what is beyond that is forgotten, and told by ``unkept``.
package struct AcknowledgedMemory: Sendable {
    package struct Limits: Sendable {
        /// More than twice the interval at which the broker saves.
        package var age: Duration = .seconds(5)
        package var count: Int = 400_000
        /// Of the messages that are kept in memory.
        package var bytes: Int = 64 << 20
        /// Of the messages that are kept on disk.
        package var storedBytes: Int = 1 << 30

        package init() {}
    }

    struct Entry: Sendable {
        var id: MessageID
        var message: RepeatedMessage
        var push: PushID
        var acknowledgedAt: ContinuousClock.Instant
    }

    private let limits: Limits
    private var entries: Deque<Entry> = []
    private var bytes = 0
    /// Messages that a broker which dies now may lose.
    private(set) var unkept = UnkeptMessages()

    init(limits: Limits) {
        self.limits = limits
    }

    var count: Int { entries.count }

    mutating func remember(
        _ message: RepeatedMessage,
        id: MessageID,
        of push: PushID,
        at now: ContinuousClock.Instant
    ) {
        entries.append(Entry(id: id, message: message, push: push, acknowledgedAt: now))
        bytes += message.heldBytes
        while let oldest = entries.first, now - oldest.acknowledgedAt > limits.age { removeFirst() }
        unkept.forget(before: now - limits.age)
        if entries.count > limits.count { forgetOldest() }
    }

    /// The newest message, when memory has no room for it.
    var excess: (id: MessageID, message: MQTTMessage)? {
        guard bytes > limits.bytes, let newest = entries.last, case .held(let message) = newest.message else {
            return nil
        }
        return (newest.id, message)
    }

    /// The newest message has been stored; ignored when it is another one.
    mutating func replace(_ id: MessageID, by stored: StoredMessage) {
        guard let newest = entries.last, newest.id == id else { return }
        bytes -= newest.message.heldBytes
        entries[entries.endIndex - 1].message = .stored(stored)
        bytes += RepeatedMessage.stored(stored).heldBytes
    }

    /// Forgets the oldest message, which is the likeliest to have been saved.
    ///
    /// - Returns: false when there is none beside the newest.
    @discardableResult
    mutating func forgetOldest() -> Bool {
        guard entries.count > 1 else { return false }
        noteUnkept(removeFirst())
        return true
    }

    /// Forgets the oldest until the rest has room.
    mutating func forgetExcess() {
        while bytes > limits.bytes, !entries.isEmpty { noteUnkept(removeFirst()) }
    }

    /// Forgets everything and returns it in the order of acknowledgement.
    ///
    /// Also entries beyond the age: since the last acknowledgement the broker may have had nothing to save.
    mutating func removeAll() -> [Entry] {
        defer {
            entries = []
            bytes = 0
        }
        return Array(entries)
    }

    mutating func removeUnkept() -> UnkeptMessages {
        defer { unkept = UnkeptMessages() }
        return unkept
    }

    private mutating func noteUnkept(_ entry: Entry?) {
        guard let entry else { return }
        unkept.append(entry.push, topic: entry.message.topic, at: entry.acknowledgedAt)
    }

    @discardableResult
    private mutating func removeFirst() -> Entry? {
        guard let entry = entries.popFirst() else { return nil }
        bytes -= entry.message.heldBytes
        assert(entries.isEmpty == (bytes == 0), "the bytes are those of the entries")
        return entry
    }
}

/// Messages that were acknowledged and then forgotten although the broker may not have saved them: the last ten thousand by
/// push, and by topic, which names the plan.
struct UnkeptMessages: Sendable {
    static let topicLimit = 10_000

    private var messages: Deque<(push: PushID, topic: String, acknowledgedAt: ContinuousClock.Instant)> = []
    /// Those before them, whose names are gone.
    private(set) var unnamedCount = 0

    var topics: [String] { messages.map(\.topic) }
    var pushes: [PushID] { messages.map(\.push) }
    var count: Int { messages.count + unnamedCount }

    mutating func append(_ push: PushID, topic: String, at instant: ContinuousClock.Instant) {
        messages.append((push, topic, instant))
        guard messages.count > Self.topicLimit else { return }
        messages.removeFirst()
        unnamedCount += 1
    }

    /// What was acknowledged before that has been saved.
    mutating func forget(before instant: ContinuousClock.Instant) {
        while let oldest = messages.first, oldest.acknowledgedAt < instant {
            messages.removeFirst()
            unnamedCount = 0
        }
    }
}

extension RepeatedMessage {
    var topic: String {
        switch self {
        case .held(let message): message.topic
        case .stored(let message): message.topic
        }
    }

    /// Bytes of memory, see `MQTTMessage.heldBytes`.
    var heldBytes: Int {
        switch self {
        case .held(let message): message.heldBytes
        case .stored(let message): message.topic.utf8.count + 128
        }
    }
}
