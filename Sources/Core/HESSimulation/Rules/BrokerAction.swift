package import SimulationKernel

/// A fault of the broker, or of its clients' connections.
package enum BrokerAction: Sendable {
    /// Closes the TCP connections of one client, or of all if `client` is nil.
    case cut(client: String?)
    case down(SimulatedDuration)
    /// Connections stay open and carry nothing.
    case stall(SimulatedDuration)
    /// New connections are refused with the CONNACK return code `code`.
    case refuse(SimulatedDuration, code: Int)
}

/// A command for the edge to send to the broker.
package enum BrokerCommand: Hashable, Sendable {
    case cut(client: String?)
    case down, up
    case stall, resume
    case refuse(code: Int)
    case accept
}
