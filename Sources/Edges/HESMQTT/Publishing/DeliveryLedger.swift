import DequeModule
import HESRuntime
import MQTTClient

/// Which pushes are accepted and not yet acknowledged; decides only, `DeliveryQueue` sends.
struct DeliveryLedger: Sendable {
    typealias Repetition = (id: MessageID, message: RepeatedMessage)

    /// What follows from the death of the broker.
    struct Aftermath: Sendable {
        /// To be sent again, in this order.
        var repetitions: [Repetition] = []
        /// What the broker may have lost for good.
        var unkept = UnkeptMessages()
    }

    enum Admission: Sendable, Hashable {
        case accepted
        /// The bytes of outstanding messages have reached the limit: the broker is away for long or too slow.
        case queueFull
        case stopped
    }

    private struct Entry: Sendable {
        let id: MessageID
        let message: RepeatedMessage
        let push: PushID
        /// Whether it is sent once more after an abrupt end of the broker: its push was settled before.
        var isRepetition = false
    }

    private let limits: DeliveryLimits
    /// In the order of their identifiers, which is the order in which they reach the broker.
    private var underWay: Deque<Entry> = []
    private var memory: AcknowledgedMemory?
    private(set) var heldBytes = 0
    private var isClosed = false
    private var isConnected = false
    private var owesRepetition = false
    /// The bound of the memory was crossed since the broker's last death, and told.
    private var hasToldUnkept = false
    private var idleWaiters: [Promise<Void>] = []

    init(limits: DeliveryLimits) {
        self.limits = limits
        memory = limits.memory.map { AcknowledgedMemory(limits: $0) }
    }

    var outstanding: Int { underWay.count }

    func admission(of message: MQTTMessage) -> Admission {
        if isClosed { return .stopped }
        return heldBytes + message.heldBytes <= limits.heldBytes ? .accepted : .queueFull
    }

    /// Enters a message that was accepted and handed to the client under `id`.
    mutating func enter(_ message: MQTTMessage, id: MessageID, settling push: PushID) {
        precondition(underWay.last.map { $0.id < id } ?? true, "messages are entered in the order of their identifiers")
        heldBytes += message.heldBytes
        underWay.append(Entry(id: id, message: .held(message), push: push))
    }

    /// - Returns: the push to settle; nil for a repetition or an unknown identifier.
    mutating func acknowledged(_ id: MessageID, at now: ContinuousClock.Instant) -> PushID? {
        guard let entry = remove(id) else { return nil }
        memory?.remember(entry.message, id: id, of: entry.push, at: now)
        return entry.isRepetition ? nil : entry.push
    }

    /// Takes identifiers from the front, up to a message that memory has no room for: see ``excess``.
    ///
    /// - Returns: the pushes to settle, in their order.
    mutating func acknowledged(_ ids: inout ArraySlice<MessageID>, at now: ContinuousClock.Instant) -> [PushID] {
        var pushes: [PushID] = []
        pushes.reserveCapacity(ids.count)
        while excess == nil, let id = ids.popFirst() {
            if let push = acknowledged(id, at: now) { pushes.append(push) }
        }
        return pushes
    }

    /// - Returns: the push to settle, or that is lost if it was acknowledged before; nil for an unknown identifier.
    mutating func rejected(_ id: MessageID) -> (push: PushID, isRepetition: Bool)? {
        remove(id).map { ($0.push, $0.isRepetition) }
    }

    /// Accepts no further pushes and forgets those outstanding.
    ///
    /// - Returns: how many pushes will never be settled, and the tasks that waited for them.
    mutating func close() -> (pushCount: Int, waiters: [Promise<Void>]) {
        let count = underWay.count { !$0.isRepetition }
        isClosed = true
        underWay = []
        heldBytes = 0
        return (count, removeIdleWaiters())
    }

    /// Acknowledgements come in the order of sending, except with mixed QoS, so it is nearly always the first entry.
    private mutating func remove(_ id: MessageID) -> Entry? {
        guard let index = underWay.firstIndex(where: { $0.id == id }) else { return nil }
        let entry = underWay.remove(at: index)
        heldBytes -= entry.message.heldBytes
        precondition(heldBytes >= 0, "more bytes were released than were held")
        assert(underWay.isEmpty == (heldBytes == 0), "the held bytes are those of the messages under way")
        return entry
    }
}

// MARK: What memory has no room for

extension DeliveryLedger {
    /// The message acknowledged last, when it belongs into a store.
    ///
    /// It stays until `keep(_:as:)` or `forgetExcess()`: only the network thread asks, and no death of the broker comes between,
    /// as that takes effect on the same thread while the broker is connected.
    var excess: (id: MessageID, message: MQTTMessage)? { memory?.excess }

    mutating func keep(_ id: MessageID, as stored: StoredMessage) {
        memory?.replace(id, by: stored)
    }

    /// - Returns: whether a message was forgotten.
    mutating func forgetOldest() -> Bool { memory?.forgetOldest() ?? false }

    mutating func forgetExcess() { memory?.forgetExcess() }

    /// - Returns: true once between two deaths of the broker, when messages that it may lose are not kept.
    mutating func mustTellUnkept() -> Bool {
        guard !hasToldUnkept, let memory, memory.unkept.count > 0 else { return false }
        hasToldUnkept = true
        return true
    }
}

// MARK: Death of the broker

extension DeliveryLedger {
    mutating func connected() {
        isConnected = true
    }

    /// - Returns: what follows when the broker is known to have died.
    mutating func disconnected() -> Aftermath {
        isConnected = false
        guard owesRepetition else { return Aftermath() }
        owesRepetition = false
        return repeatAcknowledged()
    }

    /// Postpones the repetition to the end of the connection when that is not noticed yet.
    ///
    /// Until then acknowledgements of the dead broker may still arrive, and what they acknowledge is forgotten like the
    /// rest.
    /// - Returns: what follows at once.
    mutating func brokerDiedAbruptly() -> Aftermath {
        owesRepetition = isConnected
        return isConnected ? Aftermath() : repeatAcknowledged()
    }

    /// Everything the broker may have forgotten is under way again, in its old place.
    private mutating func repeatAcknowledged() -> Aftermath {
        hasToldUnkept = false
        let unkept = memory?.removeUnkept() ?? UnkeptMessages()
        let forgotten = memory?.removeAll() ?? []
        let again = forgotten.map { Entry(id: $0.id, message: $0.message, push: $0.push, isRepetition: true) }
        heldBytes += again.reduce(0) { $0 + $1.message.heldBytes }
        underWay = Deque((again + underWay).sorted { $0.id < $1.id })
        return Aftermath(repetitions: forgotten.map { ($0.id, $0.message) }, unkept: unkept)
    }
}

// MARK: Idleness

extension DeliveryLedger {
    /// - Returns: true when nothing is outstanding; otherwise the waiter is among `removeIdleWaiters()` later.
    mutating func isIdle(orNotify waiter: Promise<Void>) -> Bool {
        guard outstanding > 0 else { return true }
        idleWaiters.append(waiter)
        return false
    }

    mutating func stopNotifying(_ waiter: Promise<Void>) {
        idleWaiters.removeAll { $0 === waiter }
    }

    /// - Returns: none while a push is outstanding.
    mutating func removeIdleWaiters() -> [Promise<Void>] {
        guard outstanding == 0, !idleWaiters.isEmpty else { return [] }
        defer { idleWaiters = [] }
        return idleWaiters
    }
}

extension MQTTMessage {
    /// Bytes that it occupies while it waits: payload, topic, and about 128 for the bookkeeping.
    var heldBytes: Int {
        payload.count + topic.utf8.count + 128
    }
}
