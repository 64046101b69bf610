import HESMQTT

/// Addresses of a server whose ports are open.
package struct ServerAddresses: Sendable, Hashable {
    /// Such as `http://127.0.0.1:8080`.
    package let http: String
    package let httpPort: Int
    /// Of the listener, or of the broker without a listener; such as `mqtt://127.0.0.1:1883`.
    package let mqtt: String
    package let mqttPort: Int
    /// Host of ``mqtt``, an IPv6 address without brackets.
    package let mqttHost: String
    /// Such as `mqtts://127.0.0.1:8883`; nil when the port is not open.
    package let mqtts: String?
    /// Of MQTT over WebSockets, such as `ws://127.0.0.1:9001`; nil when the port is not open.
    package let mqttWebSocket: String?
    /// Such as `http://127.0.0.1:8080/_sim`; nil without a control API.
    package let control: String?

    init(_ settings: ServerSettings, httpPort: Int, controlPort: Int?, mqtt: MQTTAddresses) {
        let scheme = settings.certificate == nil ? "http" : "https"
        http = URLText.url(scheme, host: settings.publicHost ?? settings.host, port: httpPort)
        self.httpPort = httpPort
        self.mqtt = mqtt.plain.description
        (mqttHost, mqttPort) = (mqtt.plain.host, mqtt.plain.port)
        mqtts = mqtt.tls?.description
        mqttWebSocket = mqtt.webSocket.map { URLText.url("ws", host: $0.host, port: $0.port) }
        control = controlPort.map { URLText.url(scheme, host: settings.shownControlHost, port: $0) + "/_sim" }
    }
}

/// Where clients reach the broker.
struct MQTTAddresses: Sendable, Hashable {
    let plain: BrokerAddress
    var tls: BrokerAddress?
    var webSocket: BrokerAddress?
}

private enum URLText {
    /// IPv6 addresses stand in brackets (RFC 3986 §3.2.2).
    static func url(_ scheme: String, host: String, port: Int) -> String {
        "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}
