/// A message that is sent once more, see ``MQTTClient/resend(_:)``.
package enum RepeatedMessage: Sendable {
    case held(MQTTMessage)
    case stored(StoredMessage)
}

/// A message whose payload is kept outside memory until it is sent.
package struct StoredMessage: Sendable {
    package let topic: String
    package let qos: MQTTQoS
    /// Called on the network thread; throws when the payload cannot be read.
    package let load: @Sendable () throws(MQTTError) -> MQTTMessage

    package init(
        topic: String,
        qos: MQTTQoS,
        load: @escaping @Sendable () throws(MQTTError) -> MQTTMessage
    ) {
        (self.topic, self.qos, self.load) = (topic, qos, load)
    }
}
