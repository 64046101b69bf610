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
    /// Between clients and broker; nil where they reach it themselves.
    let listener: MQTTListener?
    /// Where clients connect.
    let address: BrokerAddress
    let notes: [String]

    /// - Throws: ``CommandFailure`` with code 2 for an address that is none, 3 where the broker cannot be had.
    static func open(
        _ command: ServeCommand,
        simulator: Simulator,
        access: SimulatorAccess,
        readiness: Readiness,
        logger: Logger
    ) async throws -> Broker {
        let redelivery = Redelivery()
        let (managed, address) = try await start(command, redelivery, logger)
        do {
            let publisher = try publisher(to: address, simulator, readiness, logger) {
                if managed == nil { redelivery.repeatAcknowledged() }
            }
            redelivery.set(publisher)
            try publisher.queue.start()
            try await publisher.queue.waitUntilConnected(within: .seconds(10))
            let listener = try await ListenerStart(command, address).open(simulator, access, logger)
            let shown = listener.map { BrokerAddress(host: "127.0.0.1", port: $0.port) } ?? address
            let notes = notes(command, shown)
            return Broker(publisher: publisher, managed: managed, listener: listener, address: shown, notes: notes)
        } catch let error as MQTTListenerError {
            await managed?.stop()
            throw CommandFailure.unavailable("\(error)")
        } catch {
            await managed?.stop()
            throw CommandFailure.unavailable(
                "cannot connect to \(address): \(error). Is the broker running, and is --broker right?"
            )
        }
    }

    private static func start(
        _ command: ServeCommand,
        _ redelivery: Redelivery,
        _ logger: Logger
    ) async throws -> (ManagedBroker?, BrokerAddress) {
        guard command.broker == "managed" else {
            do {
                return (nil, try BrokerAddress(command.broker))
            } catch {
                throw CommandFailure.usage("--broker: \(error)")
            }
        }
        do {
            let managed = try await ManagedBroker.start(requestedPort: 0, logger: logger) { state in
                if case .died(_, isAbrupt: true) = state { redelivery.repeatAcknowledged() }
            }
            return (managed, BrokerAddress(host: "127.0.0.1", port: managed.port))
        } catch {
            throw CommandFailure.unavailable("\(error)")
        }
    }

    private static func publisher(
        to address: BrokerAddress,
        _ simulator: Simulator,
        _ readiness: Readiness,
        _ logger: Logger,
        onConnectionLost: @escaping @Sendable () -> Void
    ) throws -> BrokerPublisher {
        try BrokerPublisher(
            configuration: address.configuration(clientID: clientID),
            limits: DeliveryLimits(memory: AcknowledgedMemory.Limits()),
            logger: logger,
            onConnection: { isConnected in
                readiness.set(.broker, isReady: isConnected)
                if !isConnected { onConnectionLost() }
            },
            onSettled: { simulator.settle($0, $1, failure: $2) }
        )
    }

    /// Distinct also where every simulator is process 1 of its container: a broker cuts a client off whose name comes again.
    private static var clientID: String {
        "hes-sim-\(processID)-\(String(UInt32.random(in: 0...UInt32.max), radix: 16))"
    }

    private static func notes(_ command: ServeCommand, _ address: BrokerAddress) -> [String] {
        guard command.broker == "managed", command.mqttPort == nil, address.port != 1883 else { return [] }
        return ["port 1883 is taken, so MQTT is on \(address.port)"]
    }
}

/// Has the publisher send once more what a broker may have forgotten.
///
/// The managed broker says that it died, any other is taken to have died when the connection is lost; either may happen
/// before there is a publisher.
private final class Redelivery: Sendable {
    private let publisher = Mutex<BrokerPublisher?>(nil)

    func set(_ publisher: BrokerPublisher) {
        self.publisher.withLock { $0 = publisher }
    }

    func repeatAcknowledged() {
        publisher.withLock { $0 }?.queue.brokerDiedAbruptly()
    }
}
