import MQTTClient
import Synchronization

/// The ledger behind its lock, shared by the callers of `DeliveryQueue` and the network thread.
///
/// The client's callback holds the desk, so the desk does not hold the client.
final class DeliveryDesk: Sendable {
    private let ledger: Mutex<DeliveryLedger>
    private let onSettled: @Sendable (UInt64, DeliveryOutcome) -> Void
    private let client = Mutex(WeakClient())

    init(limits: DeliveryLimits, onSettled: @escaping @Sendable (UInt64, DeliveryOutcome) -> Void) {
        ledger = Mutex(DeliveryLedger(limits: limits))
        self.onSettled = onSettled
    }

    /// Once, before the client starts.
    func connect(to client: MQTTClient) {
        self.client.withLock { $0.client = client }
    }

    var outstanding: Int { ledger.withLock { $0.outstanding } }

    /// Sends under the lock, which keeps the order and makes the acknowledgement find the entry; sending only appends.
    func enqueue(_ push: QueuedPush, through client: MQTTClient) {
        let refusal = ledger.withLock { ledger -> DeliveryRefusal? in
            if let refusal = ledger.refusal(of: push) { return refusal }
            guard let id = try? client.send(push.message) else { return .stopped }
            ledger.sent(push, as: id)
            return nil
        }
        if let refusal {
            onSettled(push.ticket, .refused(refusal))
        }
    }

    /// Called on the network thread.
    func handle(_ event: MQTTEvent) {
        switch event {
        case .acknowledged(let id):
            let now = ContinuousClock.now
            settle(.acknowledged) { $0.acknowledged(id, at: now) }
        case .rejected(let id, let reason):
            settle(.failed(reason)) { $0.rejected(id) }
        case .connected:
            ledger.withLock { $0.connected() }
        case .disconnected:
            sendAgain { $0.disconnected() }
        case .connectionFailed, .received:
            break
        }
    }

    /// Callable from any thread.
    func brokerDiedAbruptly() {
        sendAgain { $0.brokerDiedAbruptly() }
    }

    private func sendAgain(_ decide: (inout DeliveryLedger) -> [DeliveryLedger.Repetition]) {
        ledger.withLock { ledger in
            let repetitions = decide(&ledger)
            guard !repetitions.isEmpty else { return }
            client.withLock { $0.client }?.resend(repetitions)
        }
    }

    /// - Returns: how many pushes were given up.
    func close() -> Int {
        let (tickets, waiters) = ledger.withLock { ledger in
            (ledger.close(), ledger.takeIdleWaiters())
        }
        for ticket in tickets {
            onSettled(ticket, .failed(.givenUp))
        }
        for waiter in waiters {
            waiter.succeed()
        }
        return tickets.count
    }

    func waitUntilIdle(within limit: Duration) async {
        let idle = Promise<Void>()
        if ledger.withLock({ $0.awaitIdle(idle) }) { return }
        await withTaskGroup { group in
            group.addTask { _ = try? await idle.value() }
            group.addTask { _ = try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
        ledger.withLock { $0.stopAwaiting(idle) }
    }

    private func settle(_ outcome: DeliveryOutcome, _ decide: (inout DeliveryLedger) -> UInt64?) {
        let (ticket, waiters) = ledger.withLock { ledger in
            (decide(&ledger), ledger.takeIdleWaiters())
        }
        if let ticket {
            onSettled(ticket, outcome)
        }
        for waiter in waiters {
            waiter.succeed()
        }
    }
}

private struct WeakClient {
    weak var client: MQTTClient?
}

extension MQTTError {
    fileprivate static let givenUp = MQTTError(.stopped, "The delivery queue was stopped before the acknowledgement.")
}
