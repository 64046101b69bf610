/// Where and how an `MQTTClient` connects.
package struct MQTTConfiguration: Sendable {
    /// With port 0 the path of a Unix domain socket.
    package var host: String
    /// 1–65535; 0 for a Unix domain socket.
    package var port: Int
    package var username: String?
    package var password: String?
    /// 1–65535 bytes of UTF-8; a second client with the same one makes the broker end the first.
    package var clientID: String
    /// 5–65535, the limits of libmosquitto.
    ///
    /// A silent broker is noticed after 1.5 times this.
    package var keepAliveSeconds: Int = 30
    /// False asks the broker to keep subscriptions and undelivered messages between connections.
    package var cleanSession: Bool = true
    package var tls: MQTTTLSOptions?
    package var lastWill: MQTTMessage?
    /// Messages sent and not yet acknowledged, 1–65535.
    ///
    /// libmosquitto walks its list of unacknowledged messages at each publish: thousands are slower than a hundred.
    package var maximumInFlight: Int = 100
    /// Messages accepted by `send` and not yet sent; further ones are refused with `.queueFull`.
    package var maximumWaiting: Int = 100_000
    package var backoff: ReconnectBackoff = ReconnectBackoff()
    /// Further brokers of a cluster, tried in turn when this one is not reached, does not answer, or its connection ends.
    ///
    /// Of each the host, the port, the login and the TLS files hold. A broker is not reached when it has not accepted the
    /// connection after five seconds; without alternatives it is waited for as long as the system does.
    package var alternatives: [MQTTConfiguration] = []
    /// Asks a silent broker for a sign of life, and reports `.fellSilent` and `.answersAgain`.
    package var checksPulse: Bool = false
    /// Reports the DUP flag of received QoS 1 messages.
    ///
    /// Costs about a microsecond per packet, as libmosquitto reports the flag only in its log.
    package var detectsDuplicates: Bool = false

    package init(host: String, port: Int, clientID: String) {
        self.host = host
        self.port = port
        self.clientID = clientID
    }
}

/// Files in PEM format.
///
/// Without `caFile` the certificates of the operating system are trusted; libmosquitto 2.0 takes a client certificate only
/// together with a `caFile`.
package struct MQTTTLSOptions: Sendable {
    package var caFile: String?
    package var certificateFile: String?
    package var keyFile: String?
    /// Accepts a certificate made out to another host name; for tests only.
    package var acceptsAnyHostName: Bool

    package init(
        caFile: String? = nil,
        certificateFile: String? = nil,
        keyFile: String? = nil,
        acceptsAnyHostName: Bool = false
    ) {
        self.caFile = caFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.acceptsAnyHostName = acceptsAnyHostName
    }
}
