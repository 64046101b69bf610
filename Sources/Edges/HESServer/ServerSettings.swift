package import HESContract
package import HESHTTP
package import HESMQTT

/// Settings of a ``SimulatorServer``.
package struct ServerSettings: Sendable {
    package enum Broker: Sendable, Hashable {
        /// A private mosquitto that no one else reaches and that ends with the server.
        case managed
        /// A broker that runs already, or a cluster: its nodes are tried in turn, from the first.
        case remote([BrokerAddress])
    }

    package struct Control: Sendable {
        /// Port of its own, 0 for any free one; nil shares the port of the calls, unless it lacks a token and `host` is not
        /// loopback.
        package var port: Int?
        /// Bearer token; nil asks for none and keeps the control API on the loopback interface.
        package var token: Secret?
        /// Scenario document whose tenant stands in for one that a request for a new world leaves out.
        package var defaultScenario: [UInt8]

        package init(port: Int? = nil, token: Secret? = nil, defaultScenario: [UInt8]) {
            self.port = port
            self.token = token
            self.defaultScenario = defaultScenario
        }
    }

    package var broker = Broker.managed
    /// PEM: authorities that sign the certificates of remote brokers; nil trusts those of the operating system.
    package var brokerAuthorityFile: String?
    /// Whether pushes that the broker acknowledged are sent once more after a death or a lost connection that may have
    /// cost it what it held.
    package var repeatsAfterLoss = true
    /// Port of the MQTT listener, 0 for any free one.
    ///
    /// Nil: in front of a managed broker 1883, or any free one if that is taken; in front of a remote broker no listener.
    package var mqttPort: Int?
    /// Name or address on which HTTP and MQTT clients are served, an IPv6 address without brackets.
    package var host = "127.0.0.1"
    /// Name or address on which the MQTT ports listen; nil takes ``host``.
    package var mqttHost: String?
    /// Name by which clients reach this machine, which the server's addresses show in place of its hosts; nil shows these.
    package var publicHost: String?
    /// Port of MQTT over TLS, 0 for any free one; nil opens none.
    ///
    /// It needs ``certificate``, and a listener (``mqttPort``).
    package var mqttsPort: Int?
    /// PEM: clients over TLS need a certificate that one of these authorities has signed; nil asks for none.
    package var clientAuthorityFile: String?
    /// Port of MQTT over WebSockets, 0 for any free one; nil opens none.
    ///
    /// It needs a listener (``mqttPort``).
    package var mqttWebSocketPort: Int?
    /// Port of the nine calls, 0 for any free one.
    package var port = 0
    /// Nil serves HTTP, otherwise HTTPS.
    package var certificate: HTTPEdge.Certificate?
    /// Web pages of other origins that may call every port.
    package var permission = OriginPermission.none
    /// Nil serves no control API.
    package var control: Control?
    /// Whether each call and each push is a line of the log.
    package var logsAccess = false
    /// How long the start waits for the connection to the broker; at least six seconds a node for a cluster.
    package var connectionPatience = Duration.seconds(10)
    /// How long a stop waits for plans in flight and unacknowledged pushes.
    package var drainPatience = Duration.seconds(5)
    /// How long a stop may take altogether; after it the services are cancelled.
    package var shutdownLimit = Duration.seconds(20)

    package init() {}

    var mqttListenHost: String { mqttHost ?? host }

    /// Whether the control API needs a port beside that of the calls: without a token it must not leave this machine.
    var separatesControl: Bool {
        guard let control else { return false }
        return control.port != nil || control.token == nil && !isLoopback(host)
    }

    /// The host in the control API's address: a port that stays on the loopback interface is not reached by a public name.
    var shownControlHost: String {
        if separatesControl, isLoopback(controlHost) { return controlHost }
        return publicHost ?? (separatesControl ? controlHost : host)
    }

    var controlHost: String { control?.token == nil ? "127.0.0.1" : host }
}

/// Whether an address is reached from this machine alone.
package func isLoopback(_ host: String) -> Bool {
    host.hasPrefix("127.") || host == "::1" || host == "localhost"
}
