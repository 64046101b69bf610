package import MQTTClient

/// Where a HES and its broker are.
package struct NetworkAddress: Sendable {
    /// With its scheme, without the path of a call and a slash at its end.
    package var baseURL: String
    /// With the login and TLS of the broker.
    package var broker: MQTTConfiguration
    /// PEM file of a certificate authority beside those of the operating system, for HTTPS.
    package var caFile: String?
    /// Whole seconds for one HTTP exchange.
    package var callSeconds = 30

    package init(baseURL: String, broker: MQTTConfiguration) {
        self.baseURL = baseURL
        self.broker = broker
    }
}
