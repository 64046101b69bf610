package import HESRuntime
import Logging
package import MQTTClient
import Synchronization

/// Sends messages to the broker in the order of `send`, also across lost connections.
package protocol MessageSender: Sendable {
    /// Never waits; the message's outcome comes later.
    ///
    /// - Throws: `.stopped`, `.queueFull`.
    func send(_ message: MQTTMessage) throws(MQTTError) -> MessageID

    /// Sends messages again under their old identifiers, ahead of all that were first sent after them.
    func resend(_ messages: [(id: MessageID, message: RepeatedMessage)])
}

extension MQTTClient: MessageSender {}

/// Accepts pushes within a bound, sends them, and settles each when the broker has answered for it.
///
/// Told what happens and when; it has neither a thread nor a clock. It may be used from any thread, never waits, and calls
/// `onSettled` outside its lock.
package final class PushDelivery: PushPublisher {
    private let sender: any MessageSender
    private let ledger: Mutex<DeliveryLedger>
    /// Keeps what memory has no room for; nil forgets it.
    private let store: (any MessageStore)?
    private let logger: Logger
    private let onLost: LossHandler
    private let onSettled: SettlementHandler

    /// Called outside every lock with pushes that were acknowledged and may be lost all the same, and with how many there
    /// are: beyond 10 000 the first are not named.
    package typealias LossHandler = @Sendable (_ pushes: [PushID], _ count: Int) -> Void

    /// Called outside every lock with pushes of one outcome, in the order of their outcomes; once for each push.
    package typealias SettlementHandler = @Sendable (_ pushes: [PushID], _ outcome: DeliveryOutcome) -> Void

    init(
        sender: any MessageSender,
        limits: DeliveryLimits,
        store: (any MessageStore)? = nil,
        logger: Logger,
        onLost: @escaping LossHandler = { _, _ in },
        onSettled: @escaping SettlementHandler
    ) {
        self.sender = sender
        ledger = Mutex(DeliveryLedger(limits: limits))
        self.store = store
        self.logger = logger
        self.onLost = onLost
        self.onSettled = onSettled
    }

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
                ledger.enter(message, id: try sender.send(message), settling: push.id)
            } catch {
                // Without a bound on waiting messages, only a stopped client refuses one.
                assert(error.code == .stopped, "the client refused a message: \(error)")
            }
            return false
        }
        if isFull { onSettled([push.id], .queueFull) }
    }

    /// Pushes accepted and not yet acknowledged, repetitions included.
    package var outstanding: Int { ledger.withLock { $0.outstanding } }

    /// Bytes of these, see `MQTTMessage.heldBytes`.
    package var heldBytes: Int { ledger.withLock { $0.heldBytes } }

    /// Under one lock, unless one of them has to be stored on disk.
    package func acknowledged(_ ids: [MessageID], at now: ContinuousClock.Instant) {
        var rest = ids[...]
        while !rest.isEmpty {
            let (pushes, waiters, excess) = ledger.withLock { ledger in
                let pushes = ledger.acknowledged(&rest, at: now)
                return (pushes, ledger.removeIdleWaiters(), ledger.excess)
            }
            if let excess { keep(excess.message, id: excess.id) }
            if !pushes.isEmpty { onSettled(pushes, .acknowledged) }
            for waiter in waiters { waiter.succeed() }
        }
    }

    package func rejected(_ id: MessageID, reason: MQTTError) {
        let (ended, waiters) = ledger.withLock { ($0.rejected(id), $0.removeIdleWaiters()) }
        if let ended, !ended.isRepetition { onSettled([ended.push], .failed(reason)) }
        for waiter in waiters { waiter.succeed() }
        guard let ended, ended.isRepetition else { return }
        logger.warning(
            "A push that a dead broker had acknowledged could not be sent once more and may be lost",
            metadata: ["error": "\(reason)"]
        )
        onLost([ended.push], 1)
    }

    package func connected() {
        ledger.withLock { $0.connected() }
    }

    package func disconnected() {
        resend { $0.disconnected() }
    }

    /// Sends the messages acknowledged last once more, as the broker ended without having saved them.
    ///
    /// Call it before the broker is started again: then they arrive before everything newer.
    package func brokerDiedAbruptly() {
        resend { $0.brokerDiedAbruptly() }
    }

    /// Accepts no further pushes.
    ///
    /// - Returns: how many pushes will never be settled.
    func close() -> Int {
        let abandoned = ledger.withLock { $0.close() }
        for waiter in abandoned.waiters { waiter.succeed() }
        return abandoned.pushCount
    }

    /// Waits until nothing is outstanding, the time is over or the task is cancelled.
    ///
    /// - Returns: how many pushes are outstanding then.
    func drain(within limit: Duration) async -> Int {
        let idle = Promise<Void>()
        guard !ledger.withLock({ $0.isIdle(orNotify: idle) }) else { return 0 }
        // Throws on cancellation, which ends the wait as the time does.
        _ = try? await idle.value(within: limit)
        return ledger.withLock { ledger in
            ledger.stopNotifying(idle)
            return ledger.outstanding
        }
    }

    private func resend(_ decide: (inout DeliveryLedger) -> DeliveryLedger.Aftermath) {
        // Under the lock, so that no push is sent between the decision and the repetition.
        let unkept = ledger.withLock { ledger in
            let aftermath = decide(&ledger)
            if !aftermath.repetitions.isEmpty { sender.resend(aftermath.repetitions) }
            return aftermath.unkept
        }
        guard unkept.count > 0 else { return }
        logger.warning(
            "The broker died, and pushes that it had acknowledged may be lost: more was acknowledged than is kept",
            metadata: ["push.count": "\(unkept.count)", "push.topics": "\(unkept.topics.joined(separator: " "))"]
        )
        onLost(unkept.pushes, unkept.count)
    }
}

// MARK: What memory has no room for

extension PushDelivery {
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
