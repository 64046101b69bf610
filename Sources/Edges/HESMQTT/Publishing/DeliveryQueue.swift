package import Logging
package import MQTTClient
import ServiceLifecycle
import Synchronization

/// The one road by which pushes reach the broker: in order, held until acknowledged, bounded by memory.
///
/// It owns its MQTT client. While the broker is away pushes wait; what was under way when the connection broke is sent
/// again before anything newer, so a subscriber sees every push at least once.
package final class DeliveryQueue: Service, Sendable {
    private let desk: DeliveryDesk
    private let client: MQTTClient
    private let drainLimit: Duration
    private let logger: Logger

    /// - Parameters:
    ///   - configuration: its window is replaced by the one of `limits`.
    ///   - limits: memory and window.
    ///   - drainLimit: how long `run()` waits at its end for outstanding acknowledgements.
    ///   - logger: also the client's.
    ///   - onEvent: what happens on the connection, told on the network thread; must not block.
    ///   - onSettled: how each push ended; on the network thread, for a refused one on the thread that enqueued it.
    ///     Called outside any lock, so it may enqueue.
    /// - Throws: when the process has no file descriptors left.
    package init(
        configuration: MQTTConfiguration,
        limits: DeliveryLimits = DeliveryLimits(),
        drainLimit: Duration = .seconds(5),
        logger: Logger,
        onEvent: @escaping @Sendable (MQTTEvent) -> Void = { _ in },
        onSettled: @escaping @Sendable (_ ticket: UInt64, DeliveryOutcome) -> Void
    ) throws {
        var configuration = configuration
        configuration.maximumInFlight = limits.window
        // The bound is the ledger's, in bytes.
        configuration.maximumWaiting = .max
        let desk = DeliveryDesk(limits: limits, onSettled: onSettled)
        client = try MQTTClient(configuration: configuration, logger: logger) { event in
            desk.handle(event)
            onEvent(event)
        }
        desk.connect(to: client)
        self.desk = desk
        self.drainLimit = drainLimit
        self.logger = logger
    }

    /// Connects in the background; needless where `run()` follows at once.
    ///
    /// Pushes may be enqueued before.
    /// - Throws: as `MQTTClient.start()`.
    package func start() throws {
        try client.start()
    }

    /// Delivers until graceful shutdown or cancellation; then waits, bounded, for what is outstanding and stops.
    package func run() async throws {
        try client.start()
        try? await gracefulShutdown()
        if !Task.isCancelled {
            _ = await drain(within: drainLimit)
        }
        stop()
    }

    /// Disconnects, blocking at most about a second; what is still outstanding fails with code `.stopped`.
    package func stop() {
        client.stop()
        let abandoned = desk.close()
        if abandoned > 0 {
            logger.info("Pushes given up at the end", metadata: ["push.count": "\(abandoned)"])
        }
    }

    /// Callable from any thread, never waits.
    package func enqueue(_ push: QueuedPush) {
        desk.enqueue(push, through: client)
    }

    /// Pushes accepted and not yet acknowledged, repetitions included.
    package var outstanding: Int { desk.outstanding }

    package var isConnected: Bool { client.isConnected }

    /// - Throws: as `MQTTClient.waitUntilConnected(within:)`.
    package func waitUntilConnected(within limit: Duration) async throws {
        try await client.waitUntilConnected(within: limit)
    }

    /// Waits until nothing is outstanding, the time is over or the task is cancelled; returns how many still are.
    package func drain(within limit: Duration) async -> Int {
        await desk.waitUntilIdle(within: limit)
        return desk.outstanding
    }

    /// Sends the messages acknowledged last once more, as the broker ended without having saved them.
    ///
    /// Call it before the broker is started again: then they arrive before everything newer.
    package func brokerDiedAbruptly() {
        desk.brokerDiedAbruptly()
    }
}
