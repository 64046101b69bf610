import HESHTTP
import HESMQTT
import NIOSSL

/// The ports for MQTT over TLS and over WebSockets that a server's settings ask for.
struct MQTTDoors {
    let settings: ServerSettings
    private let tls: MQTTDoor?
    private let webSocket: MQTTDoor?

    /// - Throws: `ServerFailure.certificate` when a certificate or its key cannot be read, and when the port for TLS has none.
    init(_ settings: ServerSettings) throws(ServerFailure) {
        self.settings = settings
        do {
            tls = try settings.mqttsPort.map { port in
                guard let context = try Self.context(settings, authorityFile: settings.clientAuthorityFile) else {
                    throw ServerFailure.certificate(reason: "MQTT over TLS needs a certificate and its key")
                }
                return MQTTDoor(port: port, transport: .tls(context))
            }
            webSocket = try settings.mqttWebSocketPort.map { port in
                let context = try Self.context(settings, authorityFile: nil)
                return MQTTDoor(
                    port: port,
                    transport: .webSocket(
                        context,
                        permitsOrigin: { [permission = settings.permission] in
                            permission.permits($0)
                        }
                    )
                )
            }
        } catch let failure as ServerFailure {
            throw failure
        } catch {
            throw .certificate(reason: "\(error)")
        }
    }

    /// Nil without a certificate.
    private static func context(_ settings: ServerSettings, authorityFile: String?) throws -> NIOSSLContext? {
        try settings.certificate.map { certificate in
            try .mqttServer(
                chainFile: certificate.chainFile,
                keyFile: certificate.keyFile,
                authorityFile: authorityFile
            )
        }
    }

    var all: [MQTTDoor] { [tls, webSocket].compactMap(\.self) }

    /// Where clients reach a listener that has these doors.
    func addresses(of listener: MQTTListener) -> MQTTAddresses {
        let host = settings.publicHost ?? settings.mqttListenHost
        var ports = listener.doorPorts[...]
        var addresses = MQTTAddresses(plain: BrokerAddress(host: host, port: listener.port))
        if tls != nil, let port = ports.popFirst() {
            addresses.tls = BrokerAddress(host: host, port: port, usesTLS: true)
        }
        if webSocket != nil, let port = ports.popFirst() {
            addresses.webSocket = BrokerAddress(host: host, port: port)
        }
        return addresses
    }
}
