import HESMQTT
import HESRuntime
import Logging
import MQTTClient
import ServiceLifecycle
import Synchronization

/// The broker of a run and the road to it: the managed one, or any other.
struct Broker {
    let publisher: BrokerPublisher
    /// Nil for a broker that is not ours.
    let managed: ManagedBroker?
    let address: BrokerAddress
    let notes: [String]

    /// - Throws: ``Stop`` with code 2 for an address that is none, 3 where the broker cannot be had.
    static func open(
        _ command: ServeCommand,
        simulator: Simulator,
        readiness: Readiness,
        logger: Logger
    ) async throws -> Broker {
        let repeater = Repeater()
        let (managed, address) = try await start(command, repeater, logger)
        do {
            let publisher = try publisher(to: address, isManaged: managed != nil, simulator, readiness, logger)
            repeater.set(publisher)
            try publisher.queue.start()
            try await publisher.queue.waitUntilConnected(within: .seconds(10))
            return Broker(publisher: publisher, managed: managed, address: address, notes: notes(command, address))
        } catch {
            await managed?.stop()
            throw Stop.unavailable(
                "cannot connect to \(address): \(error). Is the broker running, and is --broker right?"
            )
        }
    }

    private static func start(
        _ command: ServeCommand,
        _ repeater: Repeater,
        _ logger: Logger
    ) async throws -> (ManagedBroker?, BrokerAddress) {
        guard command.broker == "managed" else {
            do {
                return (nil, try BrokerAddress(command.broker))
            } catch {
                throw Stop.usage("--broker: \(error)")
            }
        }
        do {
            let managed = try await ManagedBroker.start(requestedPort: command.mqttPort, logger: logger) { state in
                if case .died = state { repeater.repeatAcknowledged() }
            }
            return (managed, BrokerAddress(host: "127.0.0.1", port: managed.port))
        } catch {
            throw Stop.unavailable("\(error)")
        }
    }

    private static func publisher(
        to address: BrokerAddress,
        isManaged: Bool,
        _ simulator: Simulator,
        _ readiness: Readiness,
        _ logger: Logger
    ) throws -> BrokerPublisher {
        try BrokerPublisher(
            configuration: address.configuration(clientID: "hes-sim-\(processID)"),
            limits: DeliveryLimits(memory: isManaged ? AcknowledgedMemory.Limits() : nil),
            logger: logger,
            onConnection: { readiness.set(.broker, isReady: $0) },
            onSettled: { simulator.settle($0, $1, failure: $2) }
        )
    }

    private static func notes(_ command: ServeCommand, _ address: BrokerAddress) -> [String] {
        guard command.broker == "managed", command.mqttPort == nil, address.port != 1883 else { return [] }
        return ["port 1883 is taken, so the managed broker listens on \(address.port)"]
    }
}

/// Tells the publisher that the managed broker died, which may happen before there is a publisher.
private final class Repeater: Sendable {
    private let publisher = Mutex<BrokerPublisher?>(nil)

    func set(_ publisher: BrokerPublisher) {
        self.publisher.withLock { $0 = publisher }
    }

    func repeatAcknowledged() {
        publisher.withLock { $0 }?.queue.brokerDiedAbruptly()
    }
}
