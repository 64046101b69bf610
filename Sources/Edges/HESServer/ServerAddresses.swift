import HESMQTT

/// Addresses of a server whose ports are open.
package struct ServerAddresses: Sendable, Hashable {
    /// Such as `http://127.0.0.1:8080`.
    package let http: String
    package let httpPort: Int
    /// Of the listener, or of the broker without a listener; such as `mqtt://127.0.0.1:1883`.
    package let mqtt: String
    package let mqttPort: Int
    /// Such as `http://127.0.0.1:8080/_sim`; nil without a control API.
    package let control: String?

    init(_ settings: ServerSettings, httpPort: Int, controlPort: Int?, broker: BrokerAddress) {
        let scheme = settings.certificate == nil ? "http" : "https"
        func url(host: String, port: Int) -> String {
            "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        }
        http = url(host: settings.host, port: httpPort)
        self.httpPort = httpPort
        mqtt = broker.description
        mqttPort = broker.port
        control = controlPort.map { port in
            url(host: settings.separatesControl ? settings.controlHost : settings.host, port: port) + "/_sim"
        }
    }
}
