package import HESHTTP
package import HESMQTT
package import HESState

/// Why a server did not start, or had to end.
package enum ServerFailure: Error {
    /// mosquitto is not installed or did not start.
    case brokerNotStarted(reason: String)
    /// None of these, the nodes of a cluster.
    case brokerUnreachable([BrokerAddress], reason: String)
    /// The port for MQTT clients could not be opened.
    case listener(MQTTListenerError)
    /// The certificate or its key could not be read.
    case certificate(reason: String)
    /// An HTTP port could not be opened.
    case port(PortUnavailable)
    case state(StateError)
    case other(any Error)

    /// Wraps an error that a service threw.
    init(_ error: any Error) {
        switch error {
        case let failure as ServerFailure: self = failure
        case let failure as PortUnavailable: self = .port(failure)
        case let failure as StateError: self = .state(failure)
        default: self = .other(error)
        }
    }
}

extension ServerFailure {
    /// False for what a service threw that this package does not know.
    var isKnown: Bool {
        if case .other = self { false } else { true }
    }
}

extension ServerFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .brokerNotStarted(let reason): reason
        case .brokerUnreachable(let nodes, let reason):
            "cannot connect to \(nodes.map { "\($0)" }.joined(separator: " or ")): \(reason)"
        case .listener(let error): "\(error)"
        case .certificate(let reason): reason
        case .port(let error): "\(error)"
        case .state(let error): "\(error)"
        case .other(let error): "\(error)"
        }
    }
}
