import Foundation
import HESMQTT
import HESRuntime
import HESSimulation
import Logging
import MQTTClient

/// The broker of a server, the publisher that is connected to it, and the listener before it.
struct BrokerConnection {
    let publisher: DeliveryQueue
    /// Nil for a remote broker.
    let managed: ManagedBroker?
    /// Nil when clients reach a remote broker themselves.
    let listener: MQTTListener?
    /// Where clients connect.
    let addresses: MQTTAddresses

    /// Starts the broker if it is a managed one, connects to it and opens the listener.
    ///
    /// - Throws: ``ServerFailure``; what was started has been stopped then.
    static func open(
        _ settings: ServerSettings,
        simulator: Simulator,
        logins: AdmittedLogins,
        readiness: Readiness?,
        hooks: ServerHooks,
        logger: Logger
    ) async throws(ServerFailure) -> BrokerConnection {
        let doors = try MQTTDoors(settings)
        let redelivery = settings.repeatsAfterLoss ? Redelivery() : nil
        let news = BrokerNews(simulator, logger: logger)
        let (managed, nodes) = try await start(settings.broker, redelivery: redelivery, news: news, logger: logger)
        var publisher: DeliveryQueue?
        do {
            let connected = try makePublisher(
                configuration(of: nodes, settings: settings),
                managed: managed,
                redelivery: redelivery,
                readiness: readiness,
                news: news,
                logger: logger,
                onLost: { simulator.lose($0, count: $1) },
                onSettled: { settle($0, as: $1, in: simulator, hooks: hooks) }
            )
            publisher = connected
            try await connected.waitUntilConnected(within: patience(with: nodes, settings: settings))
            let listener = try await openListener(doors, before: nodes, of: connected, logins: logins, logger: logger) {
                note($0, in: simulator, hooks: hooks)
            }
            let addresses = listener.map(doors.addresses(of:)) ?? MQTTAddresses(plain: nodes[0])
            return BrokerConnection(publisher: connected, managed: managed, listener: listener, addresses: addresses)
        } catch {
            publisher?.stop()
            await managed?.stop()
            throw failure(error, of: nodes)
        }
    }

    /// Long enough for each node of a cluster to have its turn of five seconds.
    private static func patience(with nodes: [BrokerAddress], settings: ServerSettings) -> Duration {
        nodes.count == 1 ? settings.connectionPatience : max(settings.connectionPatience, .seconds(6) * nodes.count)
    }

    private static func configuration(of nodes: [BrokerAddress], settings: ServerSettings) -> MQTTConfiguration {
        BrokerAddress.configuration(of: nodes, clientID: clientID(), authorityFile: settings.brokerAuthorityFile)
    }

    private static func failure(_ error: any Error, of nodes: [BrokerAddress]) -> ServerFailure {
        if let error = error as? MQTTListenerError { return .listener(error) }
        return .brokerUnreachable(nodes, reason: "\(error)")
    }

    /// Stops everything, for a server whose services never ran.
    func close() async {
        await listener?.stop()
        publisher.stop()
        await managed?.stop()
    }

    private static func start(
        _ broker: ServerSettings.Broker,
        redelivery: Redelivery?,
        news: BrokerNews,
        logger: Logger
    ) async throws(ServerFailure) -> (ManagedBroker?, [BrokerAddress]) {
        if case .remote(let nodes) = broker { return (nil, nodes) }
        do {
            let managed = try await ManagedBroker.start(logger: logger) { state in
                news.managedBroker(state)
                if case .died(_, isAbrupt: true) = state { redelivery?.repeatAcknowledged() }
            }
            return (managed, [managed.address])
        } catch {
            throw .brokerNotStarted(reason: "\(error)")
        }
    }

    private static func note(_ event: MQTTClientEvent, in simulator: Simulator, hooks: ServerHooks) {
        hooks.onClientEvent(event)
        guard let note = event.note else { return }
        simulator.note(note) { event.isAbout(tenantCode: $0) }
    }

    private static func settle(
        _ pushes: [PushID],
        as outcome: DeliveryOutcome,
        in simulator: Simulator,
        hooks: ServerHooks
    ) {
        simulator.settle(pushes, failure: outcome.failure)
        for _ in pushes { hooks.onPushSettled() }
    }

    /// A started publisher, whose connection tells readiness and redelivery how it fares.
    private static func makePublisher(
        _ configuration: MQTTConfiguration,
        managed: ManagedBroker?,
        redelivery: Redelivery?,
        readiness: Readiness?,
        news: BrokerNews,
        logger: Logger,
        onLost: @escaping PushDelivery.LossHandler,
        onSettled: @escaping PushDelivery.SettlementHandler
    ) throws -> DeliveryQueue {
        let publisher = try DeliveryQueue(
            configuration: configuration,
            limits: DeliveryLimits(memory: redelivery.map { _ in AcknowledgedMemory.Limits() }),
            spillDirectory: managed?.directory ?? FileManager.default.temporaryDirectory.path,
            logger: logger,
            onConnection: { isConnected in
                readiness?.set(.broker, isReady: isConnected)
                news.connection(isConnected)
                if !isConnected, managed == nil { redelivery?.repeatAcknowledged() }
            },
            onSilence: { isSilent in
                readiness?.set(.broker, problem: isSilent ? "the broker is connected and does not answer" : nil)
            },
            onLost: onLost,
            onSettled: onSettled
        )
        try publisher.start()
        redelivery?.attach(publisher)
        return publisher
    }

    /// An identifier of at most 23 bytes, which every broker accepts (MQTT 3.1.1 §3.1.3.1).
    ///
    /// A part is random: a broker ends the session of a client whose identifier connects again, and in a container every
    /// simulator may be process 1.
    private static func clientID() -> String {
        "hes-sim-\(getpid() % 1_000_000)-\(String(UInt32.random(in: 0...UInt32.max), radix: 16))"
    }
}

extension BrokerConnection {
    /// Opens the port for MQTT clients as ``ServerSettings/mqttPort`` says; nil when clients reach a remote broker
    /// themselves.
    private static func openListener(
        _ doors: MQTTDoors,
        before nodes: [BrokerAddress],
        of publisher: DeliveryQueue,
        logins: AdmittedLogins,
        logger: Logger,
        onEvent: @escaping @Sendable (MQTTClientEvent) -> Void
    ) async throws -> MQTTListener? {
        let settings = doors.settings
        func open(_ port: Int) async throws -> MQTTListener {
            try await MQTTListener.start(
                host: settings.mqttListenHost,
                port: port,
                doors: doors.all,
                brokers: nodes,
                firstBroker: { publisher.brokerIndex },
                certificateAuthorityFile: settings.brokerAuthorityFile,
                access: logins.access,
                logger: logger,
                onEvent: onEvent
            )
        }
        if let port = settings.mqttPort { return try await open(port) }
        guard settings.broker == .managed else {
            if logins.asksForLogins { logger.warning(accessIsTheBrokers) }
            return nil
        }
        do {
            return try await open(registeredPort)
        } catch MQTTListenerError.portTaken(registeredPort) {
            return try await open(0)
        }
    }

    private static let accessIsTheBrokers: Logger.Message = """
        mqtt.auth is "tenant", but clients reach this broker past the simulator: who may do what there is its own \
        business, see --mqtt-port
        """

    /// Port of MQTT in IANA's registry.
    private static let registeredPort = 1883
}
