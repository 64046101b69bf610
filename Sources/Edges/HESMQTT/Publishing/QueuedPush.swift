package import MQTTClient

/// One message on its way to the broker.
package struct QueuedPush: Sendable {
    /// Pushes of one world arrive in their order; one queue for all worlds keeps it.
    package var worldKey: Int
    /// Names the push in `DeliveryQueue`'s answer.
    package var ticket: UInt64
    package var message: MQTTMessage

    package init(worldKey: Int, ticket: UInt64, message: MQTTMessage) {
        self.worldKey = worldKey
        self.ticket = ticket
        self.message = message
    }

    /// Bytes it occupies while it waits: payload, topic, and about 128 for the bookkeeping.
    var heldBytes: Int {
        message.payload.count + message.topic.utf8.count + 128
    }
}

/// How a push ended; every enqueued push ends exactly once.
package enum DeliveryOutcome: Sendable, Hashable {
    case acknowledged
    /// Never accepted: nothing was sent.
    case refused(DeliveryRefusal)
    /// Accepted and given up.
    case failed(MQTTError)
}

package enum DeliveryRefusal: String, Sendable, Hashable {
    /// The memory bound is reached: the broker is away for long or too slow.
    case queueFull
    /// The queue was stopped.
    case stopped
}
