import DequeModule
import MQTTClient

/// The messages acknowledged last, for sending them once more after the broker died abruptly.
///
/// mosquitto acknowledges a message when it has it in memory and saves its memory every two seconds, so a killed broker
/// has forgotten up to that much. What is older than `age` is saved. Beyond `count` or `bytes` the oldest are
/// forgotten: then a burst of more than that within the last seconds is not covered.
package struct AcknowledgedMemory: Sendable {
    package struct Limits: Sendable {
        /// More than twice the interval at which the broker saves.
        package var age: Duration = .seconds(5)
        package var count: Int = 50_000
        package var bytes: Int = 16 << 20

        package init() {}
    }

    struct Entry: Sendable {
        var id: MessageID
        var message: MQTTMessage
        var acknowledgedAt: ContinuousClock.Instant
    }

    private let limits: Limits
    private var entries: Deque<Entry> = []
    private var bytes = 0

    init(limits: Limits) {
        self.limits = limits
    }

    var count: Int { entries.count }

    mutating func remember(_ message: MQTTMessage, id: MessageID, at now: ContinuousClock.Instant) {
        entries.append(Entry(id: id, message: message, acknowledgedAt: now))
        bytes += message.heldBytes
        while let oldest = entries.first, isOverLimit || now - oldest.acknowledgedAt > limits.age {
            bytes -= oldest.message.heldBytes
            entries.removeFirst()
            assert(entries.isEmpty == (bytes == 0), "the bytes are those of the entries")
        }
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

    private var isOverLimit: Bool {
        entries.count > limits.count || bytes > limits.bytes
    }
}
