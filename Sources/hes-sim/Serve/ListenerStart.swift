import HESMQTT
import HESRuntime
import HESSimulation
import Logging

/// The port on which MQTT clients are let in: always before the managed broker, before any other where `--mqtt-port` asks
/// for it.
struct ListenerStart {
    private let requestedPort: Int?
    private let isManaged: Bool
    private let broker: BrokerAddress

    init(_ command: ServeCommand, _ broker: BrokerAddress) {
        requestedPort = command.mqttPort
        isManaged = command.broker == "managed"
        self.broker = broker
    }

    /// Where there is none, access is the broker's own business.
    ///
    /// - Throws: `MQTTListenerError` where the port that was asked for is taken.
    func open(_ simulator: Simulator, _ access: SimulatorAccess, _ logger: Logger) async throws -> MQTTListener? {
        guard isManaged || requestedPort != nil else {
            if access.asksForLogins { logger.warning(Self.nobodyIsAsked) }
            return nil
        }
        guard requestedPort == nil else { return try await open(requestedPort ?? 0, simulator, access, logger) }
        do {
            return try await open(Self.usualPort, simulator, access, logger)
        } catch MQTTListenerError.portTaken {
            return try await open(0, simulator, access, logger)
        }
    }

    private func open(
        _ port: Int,
        _ simulator: Simulator,
        _ access: SimulatorAccess,
        _ logger: Logger
    ) async throws -> MQTTListener {
        try await MQTTListener.start(port: port, broker: broker, access: access.access, logger: logger) { event in
            guard let note = event.note else { return }
            simulator.note(note) { event.isAbout(tenantCode: $0) }
        }
    }

    private static let nobodyIsAsked: Logger.Message = """
        mqtt.auth is "tenant", but clients reach this broker past the simulator: who may do what there is its own \
        business, see --mqtt-port
        """

    /// The registered port of MQTT (IANA).
    private static let usualPort = 1883
}
