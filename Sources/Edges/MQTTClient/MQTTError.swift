/// A failure of the client, the network or the broker.
///
/// Match on `code`; `description` is for people and may change.
package struct MQTTError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        case connectionLost
        case connectionRefused
        case invalidArgument
        case library
        case notAuthorized
        case queueFull
        case stopped
        case subscriptionRefused
        case timedOut
        case tlsFailed
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, description: String) {
        self.code = code
        self.description = description
    }
}

extension MQTTError {
    static let stopped = MQTTError(.stopped, description: "The MQTT client was stopped.")

    static func unreachable(_ configuration: MQTTConfiguration) -> MQTTError {
        let place = configuration.port == 0 ? configuration.host : "\(configuration.host):\(configuration.port)"
        return MQTTError(.connectionRefused, description: "No broker answers at \(place).")
    }

    static func queueFull(limit: Int) -> MQTTError {
        MQTTError(
            .queueFull,
            description: "\(limit) messages already wait for the broker; wait until it acknowledges some."
        )
    }

    static func subscriptionRefused(filter: String) -> MQTTError {
        MQTTError(
            .subscriptionRefused,
            description: "The broker refused the subscription to \(filter); check its access rules."
        )
    }

    static func timedOut(after duration: Duration, lastFailure: MQTTError?) -> MQTTError {
        let cause = lastFailure.map { " Last attempt: \($0.description)" } ?? ""
        return MQTTError(.timedOut, description: "No broker accepted the connection within \(duration).\(cause)")
    }

    /// CONNACK return code 1…5 (MQTT 3.1.1 §3.2.2.3).
    static func refused(returnCode: Int32) -> MQTTError {
        switch returnCode {
        case 1: MQTTError(.connectionRefused, description: "The broker does not speak MQTT 3.1.1.")
        case 2: MQTTError(.connectionRefused, description: "The broker refused the client identifier.")
        case 3: MQTTError(.connectionRefused, description: "The broker is not available.")
        case 4: MQTTError(.notAuthorized, description: "The broker refused the user name or password.")
        case 5: MQTTError(.notAuthorized, description: "The broker does not authorize this client.")
        default: MQTTError(.connectionRefused, description: "The broker refused the connection (\(returnCode)).")
        }
    }
}
