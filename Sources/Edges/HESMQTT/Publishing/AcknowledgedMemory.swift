import DequeModule
import MQTTClient

/// The messages acknowledged last, for sending them once more after the broker died abruptly.
///
/// mosquitto acknowledges a message when it has it in memory and saves its memory every two seconds, so a killed broker
/// has forgotten up to that much. What is older than `age` is saved. Beyond `count` or `bytes` the oldest are let go:
/// then a burst of more than that within the last seconds is not covered.
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
        var push: QueuedPush
        var acknowledgedAt: ContinuousClock.Instant
    }

    private let limits: Limits
    private var entries: Deque<Entry> = []
    private var bytes = 0

    init(limits: Limits) {
        self.limits = limits
    }

    var count: Int { entries.count }

    mutating func remember(_ push: QueuedPush, id: MessageID, at now: ContinuousClock.Instant) {
        entries.append(Entry(id: id, push: push, acknowledgedAt: now))
        bytes += push.heldBytes
        while let oldest = entries.first, isOverLimit || now - oldest.acknowledgedAt > limits.age {
            bytes -= oldest.push.heldBytes
            entries.removeFirst()
        }
    }

    /// Forgets everything and returns it in the order of acknowledgement.
    ///
    /// Its age does not count here: since the last acknowledgement the broker may have had nothing to save.
    mutating func takeAll() -> [Entry] {
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
