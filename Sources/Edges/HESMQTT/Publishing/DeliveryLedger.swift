import DequeModule
import MQTTClient

/// Which pushes are accepted and not yet acknowledged; decides only, `DeliveryDesk` sends.
struct DeliveryLedger: Sendable {
    typealias Repetition = (id: MessageID, message: MQTTMessage)

    struct Sent: Sendable {
        var id: MessageID
        var push: QueuedPush
        /// Sent once more after an abrupt end of the broker; its ticket was settled before.
        var isRepetition: Bool
    }

    private let limits: DeliveryLimits
    private var underWay: Deque<Sent> = []
    private var memory: AcknowledgedMemory?
    private var heldBytes = 0
    private var isClosed = false
    private var isConnected = false
    private var owesRepetition = false
    private var idleWaiters: [Promise<Void>] = []

    init(limits: DeliveryLimits) {
        self.limits = limits
        memory = limits.memory.map { AcknowledgedMemory(limits: $0) }
    }

    var outstanding: Int { underWay.count }

    func refusal(of push: QueuedPush) -> DeliveryRefusal? {
        if isClosed { return .stopped }
        return heldBytes + push.heldBytes <= limits.heldBytes ? nil : .queueFull
    }

    mutating func sent(_ push: QueuedPush, as id: MessageID) {
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

// MARK: Death of the broker

extension DeliveryLedger {
    mutating func connected() {
        isConnected = true
    }

    /// - Returns: what to send again, the owed repetition.
    mutating func disconnected() -> [Repetition] {
        isConnected = false
        guard owesRepetition else { return [] }
        owesRepetition = false
        return repeatAcknowledged()
    }

    /// Waits for the end of the connection where that is not noticed yet.
    ///
    /// Until then acknowledgements of the dead broker may still be on their way, and what they acknowledge is forgotten
    /// like the rest.
    /// - Returns: what to send again at once.
    mutating func brokerDiedAbruptly() -> [Repetition] {
        owesRepetition = isConnected
        return isConnected ? [] : repeatAcknowledged()
    }

    /// Everything the broker may have forgotten is under way again, ahead of the rest.
    private mutating func repeatAcknowledged() -> [Repetition] {
        let forgotten = memory?.takeAll() ?? []
        for entry in forgotten.reversed() {
            heldBytes += entry.push.heldBytes
            underWay.prepend(Sent(id: entry.id, push: entry.push, isRepetition: true))
        }
        return forgotten.map { ($0.id, $0.push.message) }
    }
}

// MARK: Idleness

extension DeliveryLedger {
    /// - Returns: true when there is nothing to wait for.
    mutating func awaitIdle(_ waiter: Promise<Void>) -> Bool {
        guard outstanding > 0 else { return true }
        idleWaiters.append(waiter)
        return false
    }

    mutating func stopAwaiting(_ waiter: Promise<Void>) {
        idleWaiters.removeAll { $0 === waiter }
    }

    mutating func takeIdleWaiters() -> [Promise<Void>] {
        guard outstanding == 0, !idleWaiters.isEmpty else { return [] }
        defer { idleWaiters = [] }
        return idleWaiters
    }
}
