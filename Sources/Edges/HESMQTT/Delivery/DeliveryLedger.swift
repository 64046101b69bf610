import DequeModule
import MQTTClient

/// Which pushes are accepted and not yet acknowledged. Decides only; `DeliveryQueue` sends.
struct DeliveryLedger: Sendable {
    struct Sent: Sendable {
        var id: MessageID
        var push: OutgoingPush
        /// Sent once more after an abrupt end of the broker; its ticket was settled before.
        var isRepetition: Bool
    }

    private let limits: DeliveryLimits
    private var underWay: Deque<Sent> = []
    private var memory: AcknowledgedMemory?
    private var heldBytes = 0
    private var isClosed = false
    private var idleWaiters: [OneShot<Void>] = []

    init(limits: DeliveryLimits) {
        self.limits = limits
        memory = limits.memory.map { AcknowledgedMemory(limits: $0) }
    }

    var outstanding: Int { underWay.count }

    func refusal(of push: OutgoingPush) -> DeliveryRefusal? {
        if isClosed { return .stopped }
        return heldBytes + push.heldBytes <= limits.heldBytes ? nil : .queueFull
    }

    mutating func sent(_ push: OutgoingPush, as id: MessageID) {
        heldBytes += push.heldBytes
        underWay.append(Sent(id: id, push: push, isRepetition: false))
    }

    /// - Returns: the ticket to settle; nil for a repetition or an unknown identifier.
    mutating func acknowledged(_ id: MessageID, at now: ContinuousClock.Instant) -> UInt64? {
        guard let sent = remove(id) else { return nil }
        memory?.remember(sent.push, id: id, at: now)
        return sent.isRepetition ? nil : sent.push.ticket
    }

    mutating func rejected(_ id: MessageID) -> UInt64? {
        guard let sent = remove(id), !sent.isRepetition else { return nil }
        return sent.push.ticket
    }

    /// Everything the broker may have forgotten is under way again, ahead of the rest.
    mutating func repeatAcknowledged() -> [(id: MessageID, message: MQTTMessage)] {
        let forgotten = memory?.takeAll() ?? []
        for entry in forgotten.reversed() {
            heldBytes += entry.push.heldBytes
            underWay.prepend(Sent(id: entry.id, push: entry.push, isRepetition: true))
        }
        return forgotten.map { ($0.id, $0.push.message) }
    }

    /// Refuses further pushes and gives up those outstanding.
    ///
    /// - Returns: their tickets.
    mutating func close() -> [UInt64] {
        defer {
            isClosed = true
            underWay = []
            heldBytes = 0
        }
        return underWay.filter { !$0.isRepetition }.map(\.push.ticket)
    }

    /// Acknowledgements come in the order of sending but for mixed QoS, so it is nearly always the first.
    private mutating func remove(_ id: MessageID) -> Sent? {
        guard let index = underWay.firstIndex(where: { $0.id == id }) else { return nil }
        let sent = underWay.remove(at: index)
        heldBytes -= sent.push.heldBytes
        return sent
    }
}

// MARK: Idleness

extension DeliveryLedger {
    /// - Returns: true when there is nothing to wait for.
    mutating func awaitIdle(_ waiter: OneShot<Void>) -> Bool {
        guard outstanding > 0 else { return true }
        idleWaiters.append(waiter)
        return false
    }

    mutating func stopAwaiting(_ waiter: OneShot<Void>) {
        idleWaiters.removeAll { $0 === waiter }
    }

    mutating func takeIdleWaiters() -> [OneShot<Void>] {
        guard outstanding == 0, !idleWaiters.isEmpty else { return [] }
        defer { idleWaiters = [] }
        return idleWaiters
    }
}
