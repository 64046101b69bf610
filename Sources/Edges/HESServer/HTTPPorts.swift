import HESHTTP
import HESMQTT
import HESRuntime
import Logging
import ServiceLifecycle
import Synchronization

/// The HTTP ports of a server: one, or two when the control API has a port of its own.
struct HTTPPorts {
    private let settings: ServerSettings
    private let control: HTTPEdge.ControlAPI?
    private let mqtt: MQTTAddresses

    /// `readiness` is nil without a control API; `mqtt` is where MQTT clients connect.
    init(
        _ settings: ServerSettings,
        surroundings: Simulator.Surroundings,
        readiness: Readiness?,
        mqtt: MQTTAddresses
    ) {
        self.settings = settings
        self.mqtt = mqtt
        guard let readiness, let control = settings.control else {
            self.control = nil
            return
        }
        self.control = HTTPEdge.ControlAPI(
            readiness: readiness,
            worldFactory: WorldFactory(
                surroundings,
                defaultScenario: control.defaultScenario,
                wallClock: { WallClock.now }
            ),
            token: control.token
        )
    }

    /// A service for each port; `onReady` is called once, when all of them are open.
    ///
    /// - Throws: when the certificate cannot be read.
    func services(
        _ simulator: Simulator,
        logger: Logger,
        onReady: @escaping @Sendable (ServerAddresses) -> Void
    ) throws -> [any Service] {
        let edges = edges(OpenConnections(logger: logger))
        let open = OpenPorts(count: edges.count)
        return try edges.map { edge in
            try edge.service(simulator, logger: logger) { [self] port in
                guard let ports = open.add(port, of: edge.content.purpose) else { return }
                announce(ports, to: onReady)
            }
        }
    }

    private func edges(_ connections: OpenConnections) -> [HTTPEdge] {
        func edge(_ content: HTTPEdge.Content, host: String, port: Int) -> HTTPEdge {
            HTTPEdge(
                content: content,
                host: host,
                port: port,
                publicHost: settings.publicHost,
                certificate: settings.certificate,
                permission: settings.permission,
                connections: connections
            )
        }
        guard let control else { return [edge(.calls(), host: settings.host, port: settings.port)] }
        guard settings.separatesControl else {
            return [edge(.everything(control), host: settings.host, port: settings.port)]
        }
        let health = settings.control?.port == nil ? control.readiness : nil
        return [
            edge(.calls(health: health), host: settings.host, port: settings.port),
            edge(.control(control), host: settings.controlHost, port: settings.control?.port ?? 0),
        ]
    }

    private func announce(_ ports: [HTTPEdge.Purpose: Int], to onReady: (ServerAddresses) -> Void) {
        let httpPort = ports[.everything] ?? ports[.calls] ?? 0
        let controlPort = ports[.everything] ?? ports[.control]
        let addresses = ServerAddresses(settings, httpPort: httpPort, controlPort: controlPort, mqtt: mqtt)
        control?.worldFactory.set(WorldFactory.Addresses(http: addresses.http, mqtt: addresses.mqtt))
        control?.readiness.set(.http, isReady: true)
        onReady(addresses)
    }
}

/// Counts the ports that are open.
private final class OpenPorts: Sendable {
    private let ports = Mutex<[HTTPEdge.Purpose: Int]>([:])
    private let count: Int

    init(count: Int) {
        self.count = count
    }

    /// - Returns: all ports, when this was the last one.
    func add(_ port: Int, of purpose: HTTPEdge.Purpose) -> [HTTPEdge.Purpose: Int]? {
        ports.withLock { ports in
            precondition(ports.updateValue(port, forKey: purpose) == nil, "a port opens once")
            return ports.count == count ? ports : nil
        }
    }
}
