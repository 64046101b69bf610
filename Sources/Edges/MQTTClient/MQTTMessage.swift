/// Delivery guarantee of one message (MQTT 3.1.1 §4.3).
package enum MQTTQoS: Int32, Sendable, Hashable, Comparable, CaseIterable {
    case atMostOnce = 0
    case atLeastOnce = 1
    case exactlyOnce = 2

    package static func < (left: MQTTQoS, right: MQTTQoS) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// One application message, outgoing or received.
package struct MQTTMessage: Sendable, Hashable {
    package var topic: String
    package var payload: [UInt8]
    package var qos: MQTTQoS
    package var isRetained: Bool

    package init(topic: String, payload: [UInt8], qos: MQTTQoS = .atLeastOnce, isRetained: Bool = false) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.isRetained = isRetained
    }
}

/// Identifies one message that was handed to an `MQTTClient`.
///
/// Unlike the 16 bit packet identifier of the protocol it is never used again within one client, and a later message
/// has a greater one.
package struct MessageID: Sendable, Hashable, Comparable {
    package let rawValue: UInt64

    package static func < (left: MessageID, right: MessageID) -> Bool {
        left.rawValue < right.rawValue
    }
}
