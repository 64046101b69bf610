package import MQTTClient

/// How the delivery of a push ended.
package enum DeliveryOutcome: Sendable, Hashable {
    case acknowledged
    /// Never sent: the messages that wait for the broker fill `DeliveryLimits.heldBytes`.
    case queueFull
    /// The message can never be sent.
    case failed(MQTTError)

    /// Why the push was not delivered; nil once the broker has acknowledged it.
    package var failure: String? {
        switch self {
        case .acknowledged: nil
        case .queueFull: "queueFull"
        case .failed(let error): "\(error)"
        }
    }
}
