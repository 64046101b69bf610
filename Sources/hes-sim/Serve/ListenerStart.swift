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

    /// - Throws: `MQTTListenerError` where the port that was asked for is taken.
    func open(_ simulator: Simulator, _ logger: Logger) async throws -> MQTTListener? {
        guard isManaged || requestedPort != nil else { return nil }
        guard requestedPort == nil else { return try await open(requestedPort ?? 0, simulator, logger) }
        do {
            return try await open(Self.usualPort, simulator, logger)
        } catch MQTTListenerError.portTaken {
            return try await open(0, simulator, logger)
        }
    }

    private func open(_ port: Int, _ simulator: Simulator, _ logger: Logger) async throws -> MQTTListener {
        try await MQTTListener.start(port: port, broker: broker, logger: logger) { event in
            guard let note = event.note else { return }
            simulator.note(note) { code in note.topics.contains { $0.hasPrefix("/\(code)/") } }
        }
    }

    /// The registered port of MQTT (IANA).
    private static let usualPort = 1883
}
