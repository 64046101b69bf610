package import SimulationKernel

/// Something that happens to the broker, or to clients on their way to it.
package enum BrokerAction: Sendable {
    /// TCP connections are closed; of one client, or of all.
    case cut(client: String?)
    case down(SimulatedDuration)
    /// Connections stay open and carry nothing.
    case stall(SimulatedDuration)
    /// New connections are refused with a CONNACK return code.
    case refuse(SimulatedDuration, code: Int)
}

/// The command that the edge sends to the broker for it.
package enum BrokerCommand: Hashable, Sendable {
    case cut(client: String?)
    case down, up
    case stall, resume
    case refuse(code: Int)
    case accept
}
