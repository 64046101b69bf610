package import HESRuntime
package import Logging
package import MQTTClient
import ServiceLifecycle
import Synchronization

/// Delivers the pushes of all worlds to the broker: in order, held until acknowledged, bounded in bytes.
///
/// It owns its MQTT client. While the broker is away pushes wait; what was unacknowledged when the connection broke is sent
/// again before anything newer, so a subscriber receives every push at least once.
package final class DeliveryQueue: PushPublisher, Service, Sendable {
    private let client: MQTTClient
    private let delivery: PushDelivery
    private let drainLimit: Duration
    private let logger: Logger
    private let onConnection: @Sendable (_ isConnected: Bool) -> Void
    /// From then on the end of the connection is the client's own doing.
    private let isStopping = Atomic(false)
    private let onSilence: @Sendable (_ isSilent: Bool) -> Void

    /// - Parameters:
    ///   - configuration: its window is replaced by the one of `limits`.
    ///   - limits: memory and window.
    ///   - spillDirectory: where acknowledged messages are kept for which memory has no room; nil forgets them.
    ///   - drainLimit: how long `run()` waits at its end for outstanding acknowledgements.
    ///   - logger: also the client's.
    ///   - onConnection: called on the network thread when the connection comes and goes, but not for its end by `stop()`; must
    ///     not block.
    ///   - onSilence: called on the network thread when a connected broker stops answering, and when it answers again; must
    ///     not block.
    ///   - onLost: called on the network thread or that of ``brokerDiedAbruptly()``, see ``PushDelivery/LossHandler``.
    ///   - onSettled: see ``PushDelivery/SettlementHandler``: called on the network thread, for a push beyond the limit on the
    ///     thread that published it. Pushes that wait when the queue stops are not settled.
    /// - Throws: when the process has no file descriptors left.
    package init(
        configuration: MQTTConfiguration,
        limits: DeliveryLimits = DeliveryLimits(),
        spillDirectory: String? = nil,
        drainLimit: Duration = .seconds(5),
        logger: Logger,
        onConnection: @escaping @Sendable (_ isConnected: Bool) -> Void = { _ in },
        onSilence: @escaping @Sendable (_ isSilent: Bool) -> Void = { _ in },
        onLost: @escaping PushDelivery.LossHandler = { _, _ in },
        onSettled: @escaping PushDelivery.SettlementHandler
    ) throws {
        var configuration = configuration
        configuration.maximumInFlight = limits.window
        configuration.checksPulse = true
        // The bound is the ledger's, in bytes.
        configuration.maximumWaiting = .max
        client = try MQTTClient(configuration: configuration, logger: logger)
        let store = limits.memory.flatMap { memory in
            spillDirectory.map { SpillFile(directory: $0, capacity: memory.storedBytes, logger: logger) }
        }
        delivery = PushDelivery(
            sender: client,
            limits: limits,
            store: store,
            logger: logger,
            onLost: onLost,
            onSettled: onSettled
        )
        self.drainLimit = drainLimit
        self.logger = logger
        self.onConnection = onConnection
        self.onSilence = onSilence
    }

    /// Connects in the background; needless when `run()` follows at once.
    ///
    /// Pushes may be published before.
    /// - Throws: as `MQTTClient.start(onEvent:)`.
    package func start() throws {
        // Weak, as the client belongs to the queue and keeps its handler until the network thread ends.
        try client.start { [weak self] in self?.handle($0) }
    }

    /// Delivers until graceful shutdown or cancellation; then waits, bounded, for what is outstanding and stops.
    package func run() async throws {
        try start()
        // Throws on cancellation, which ends the service as well, but without draining.
        try? await gracefulShutdown()
        if !Task.isCancelled {
            _ = await drain(within: drainLimit)
        }
        stop()
    }

    /// Disconnects, blocking at most about a second; pushes still outstanding are not settled.
    package func stop() {
        // The client first: acknowledgements that arrive while it stops still settle their pushes.
        isStopping.store(true, ordering: .releasing)
        client.stop()
        let abandonedCount = delivery.close()
        if abandonedCount > 0 {
            logger.info("Pushes given up at the end", metadata: ["push.count": "\(abandonedCount)"])
        }
    }

    /// Callable from any thread, never waits.
    package func publish(_ push: OutgoingPush) { delivery.publish(push) }

    /// Pushes accepted and not yet acknowledged, repetitions included.
    package var outstanding: Int { delivery.outstanding }

    package var isConnected: Bool { client.isConnected }

    /// The index of the broker that accepted the last connection, among the nodes of a cluster.
    package var brokerIndex: Int { client.brokerIndex }

    /// - Throws: as `MQTTClient.waitUntilConnected(within:)`.
    package func waitUntilConnected(within limit: Duration) async throws {
        try await client.waitUntilConnected(within: limit)
    }

    /// Waits until nothing is outstanding, the time is over or the task is cancelled.
    ///
    /// - Returns: how many pushes are outstanding then.
    package func drain(within limit: Duration) async -> Int { await delivery.drain(within: limit) }

    /// Sends the messages acknowledged last once more, as the broker ended without having saved them.
    ///
    /// Callable from any thread. Call it before the broker is started again: then they arrive before everything newer.
    package func brokerDiedAbruptly() { delivery.brokerDiedAbruptly() }

    /// Called on the network thread.
    private func handle(_ event: MQTTEvent) {
        switch event {
        case .acknowledged(let ids): delivery.acknowledged(ids, at: .now)
        case .rejected(let id, let reason): delivery.rejected(id, reason: reason)
        case .connected:
            delivery.connected()
            onConnection(true)
        case .disconnected:
            delivery.disconnected()
            if !isStopping.load(ordering: .acquiring) { onConnection(false) }
        case .fellSilent: onSilence(true)
        case .answersAgain: onSilence(false)
        case .connectionFailed, .received: break
        }
    }
}
