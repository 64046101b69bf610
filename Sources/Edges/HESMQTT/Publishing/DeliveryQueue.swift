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
    private let ledger: Mutex<DeliveryLedger>
    /// Keeps what memory has no room for; nil forgets it.
    private let store: (any MessageStore)?
    private let drainLimit: Duration
    private let logger: Logger
    private let onConnection: @Sendable (_ isConnected: Bool) -> Void
    private let onSilence: @Sendable (_ isSilent: Bool) -> Void
    private let onSettled: @Sendable (PushID, DeliveryOutcome) -> Void

    /// - Parameters:
    ///   - configuration: its window is replaced by the one of `limits`.
    ///   - limits: memory and window.
    ///   - spillDirectory: where acknowledged messages are kept for which memory has no room; nil forgets them.
    ///   - drainLimit: how long `run()` waits at its end for outstanding acknowledgements.
    ///   - logger: also the client's.
    ///   - onConnection: called on the network thread when the connection comes and goes; must not block.
    ///   - onSilence: called on the network thread when a connected broker stops answering, and when it answers again; must
    ///     not block.
    ///   - onSettled: called once for each push, outside any lock: on the network thread, for a push beyond the limit on
    ///     the thread that published it. Pushes that wait when the queue stops are not settled.
    /// - Throws: when the process has no file descriptors left.
    package init(
        configuration: MQTTConfiguration,
        limits: DeliveryLimits = DeliveryLimits(),
        spillDirectory: String? = nil,
        drainLimit: Duration = .seconds(5),
        logger: Logger,
        onConnection: @escaping @Sendable (_ isConnected: Bool) -> Void = { _ in },
        onSilence: @escaping @Sendable (_ isSilent: Bool) -> Void = { _ in },
        onSettled: @escaping @Sendable (PushID, DeliveryOutcome) -> Void
    ) throws {
        var configuration = configuration
        configuration.maximumInFlight = limits.window
        configuration.checksPulse = true
        // The bound is the ledger's, in bytes.
        configuration.maximumWaiting = .max
        client = try MQTTClient(configuration: configuration, logger: logger)
        ledger = Mutex(DeliveryLedger(limits: limits))
        store = limits.memory.flatMap { memory in
            spillDirectory.map { SpillFile(directory: $0, capacity: memory.storedBytes, logger: logger) }
        }
        self.drainLimit = drainLimit
        self.logger = logger
        self.onConnection = onConnection
        self.onSilence = onSilence
        self.onSettled = onSettled
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
        client.stop()
        let abandoned = ledger.withLock { $0.close() }
        for waiter in abandoned.waiters { waiter.succeed() }
        if abandoned.pushCount > 0 {
            logger.info("Pushes given up at the end", metadata: ["push.count": "\(abandoned.pushCount)"])
        }
    }

    /// Callable from any thread, never waits.
    package func publish(_ push: OutgoingPush) {
        let message = MQTTMessage(push)
        // Sends under the lock, which keeps the order and makes the acknowledgement find the entry; sending only appends.
        let isFull = ledger.withLock { ledger in
            switch ledger.admission(of: message) {
            case .stopped: return false
            case .queueFull: return true
            case .accepted: break
            }
            do throws(MQTTError) {
                ledger.enter(message, id: try client.send(message), settling: push.id)
            } catch {
                // Without a bound on waiting messages, only a stopped client refuses one.
                assert(error.code == .stopped, "the client refused a message: \(error)")
            }
            return false
        }
        if isFull { onSettled(push.id, .queueFull) }
    }

    /// Pushes accepted and not yet acknowledged, repetitions included.
    package var outstanding: Int { ledger.withLock { $0.outstanding } }

    package var isConnected: Bool { client.isConnected }

    /// - Throws: as `MQTTClient.waitUntilConnected(within:)`.
    package func waitUntilConnected(within limit: Duration) async throws {
        try await client.waitUntilConnected(within: limit)
    }

    /// Waits until nothing is outstanding, the time is over or the task is cancelled.
    ///
    /// - Returns: how many pushes are outstanding then.
    package func drain(within limit: Duration) async -> Int {
        let idle = Promise<Void>()
        guard !ledger.withLock({ $0.isIdle(orNotify: idle) }) else { return 0 }
        // Throws on cancellation, which ends the wait as the time does.
        _ = try? await idle.value(within: limit)
        return ledger.withLock { ledger in
            ledger.stopNotifying(idle)
            return ledger.outstanding
        }
    }

    /// Sends the messages acknowledged last once more, as the broker ended without having saved them.
    ///
    /// Callable from any thread. Call it before the broker is started again: then they arrive before everything newer.
    package func brokerDiedAbruptly() {
        resend { $0.brokerDiedAbruptly() }
    }
}

// MARK: Called on the network thread

extension DeliveryQueue {
    private func handle(_ event: MQTTEvent) {
        switch event {
        case .acknowledged(let id):
            let now = ContinuousClock.now
            settle(as: .acknowledged) { $0.acknowledged(id, at: now) }
        case .rejected(let id, let reason):
            settle(as: .failed(reason)) { $0.rejected(id) }
            // An error of a push goes to its plan; a repetition has none any more.
            logger.debug("Message rejected", metadata: ["error": "\(reason)"])
        case .connected:
            ledger.withLock { $0.connected() }
            onConnection(true)
        case .disconnected:
            resend { $0.disconnected() }
            onConnection(false)
        case .fellSilent: onSilence(true)
        case .answersAgain: onSilence(false)
        case .connectionFailed, .received:
            break
        }
    }

    private func resend(_ decide: (inout DeliveryLedger) -> [DeliveryLedger.Repetition]) {
        // Under the lock, so that no push is sent between the decision and the repetition.
        let unkept = ledger.withLock { ledger in
            let repetitions = decide(&ledger)
            guard !repetitions.isEmpty else { return UnkeptMessages() }
            client.resend(repetitions)
            return ledger.removeUnkept()
        }
        guard unkept.count > 0 else { return }
        logger.warning(
            "The broker died, and pushes that it had acknowledged may be lost: more was acknowledged than is kept",
            metadata: ["push.count": "\(unkept.count)", "push.topics": "\(unkept.topics.joined(separator: " "))"]
        )
    }

    private func settle(as outcome: DeliveryOutcome, _ decide: (inout DeliveryLedger) -> PushID?) {
        let (push, waiters, excess) = ledger.withLock { ledger in
            (decide(&ledger), ledger.removeIdleWaiters(), ledger.excess)
        }
        if let excess { keep(excess.message, id: excess.id) }
        if let push { onSettled(push, outcome) }
        for waiter in waiters { waiter.succeed() }
    }
}

// MARK: What memory has no room for

extension DeliveryQueue {
    private func keep(_ message: MQTTMessage, id: MessageID) {
        if !tryToStore(message, id: id) { ledger.withLock { $0.forgetExcess() } }
        guard ledger.withLock({ $0.mustTellUnkept() }) else { return }
        logger.warning(
            "More pushes are acknowledged than are kept: if the broker dies now, the oldest of the last seconds may be lost",
            metadata: ["push.topic": "\(message.topic)"]
        )
    }

    /// A full store gets room by forgetting the oldest messages.
    private func tryToStore(_ message: MQTTMessage, id: MessageID) -> Bool {
        guard let store else { return false }
        while true {
            switch store.store(message) {
            case .stored(let stored):
                ledger.withLock { $0.keep(id, as: stored) }
                return true
            case .full: guard ledger.withLock({ $0.forgetOldest() }) else { return false }
            case .failed: return false
            }
        }
    }
}

extension MQTTMessage {
    fileprivate init(_ push: OutgoingPush) {
        guard let qos = MQTTQoS(rawValue: Int32(push.qos)) else {
            preconditionFailure("the quality of service of MQTT is 0, 1 or 2")
        }
        self.init(topic: push.topic, payload: push.payload, qos: qos, isRetained: push.isRetained)
    }
}
