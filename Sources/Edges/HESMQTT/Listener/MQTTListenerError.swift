package enum MQTTListenerError: Error, Sendable, Hashable {
    /// Another process listens on it.
    case portTaken(Int)
    case cannotListen(host: String, port: Int, reason: String)
}

extension MQTTListenerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .portTaken(let port):
            "Port \(port) is taken by another process; choose another one, or 0 for any free one."
        case .cannotListen(let host, let port, let reason):
            "Cannot listen for MQTT clients on \(host):\(port) (\(reason)); choose another host or port."
        }
    }
}
