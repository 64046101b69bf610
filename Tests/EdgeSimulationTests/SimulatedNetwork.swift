import DequeModule
import HESMQTT
import Synchronization

@testable import MQTTClient

/// The MQTT client's connection to a ``SimulatedBroker``: every hand-over is a step of its own.
///
/// Follows the rules of `NetworkLoop`: messages leave in the order of their identifiers, a window of them at a time, and
/// what is unanswered when the connection ends returns to its place.
final class SimulatedNetwork: MessageSender {
    private struct State {
        var lastID: UInt64 = 0
        var mailbox: [MQTTOperation] = []
        var returned: [MQTTOperation] = []
    }

    private enum Link {
        case down
        /// `isDead`: the broker is gone and the client has not noticed it.
        case up(isDead: Bool)
    }

    /// What the client's other threads hand to its network thread.
    private let state = Mutex(State())
    private let connection: Mutex<Connection>

    private struct Connection {
        var broker: SimulatedBroker
        var link = Link.down
        var waiting = OperationBacklog()
        var inFlight: [MessageID: MQTTOperation] = [:]
        var toBroker: Deque<MQTTOperation> = []
        var toClient: Deque<MessageID> = []
        var owesDeathReport = false
    }

    private let window: Int

    init(window: Int, at now: ContinuousClock.Instant) {
        self.window = window
        connection = Mutex(Connection(broker: SimulatedBroker(at: now)))
    }

    func send(_ message: MQTTMessage) throws(MQTTError) -> MessageID {
        state.withLock { state in
            state.lastID += 1
            let id = MessageID(rawValue: state.lastID)
            state.mailbox.append(MQTTOperation(id: id, kind: .publish(message), answer: nil))
            return id
        }
    }

    func resend(_ messages: [(id: MessageID, message: RepeatedMessage)]) {
        let operations = messages.map { id, message in
            switch message {
            case .held(let message): MQTTOperation(id: id, kind: .publish(message), answer: nil)
            case .stored(let message): MQTTOperation(id: id, kind: .publishStored(message), answer: nil)
            }
        }
        state.withLock { $0.returned += operations }
    }

    // MARK: What a run asks

    var delivered: [MQTTMessage] { connection.withLock { $0.broker.delivered } }

    var isIdle: Bool {
        let hasMail = state.withLock { !$0.mailbox.isEmpty || !$0.returned.isEmpty }
        return !hasMail
            && connection.withLock { connection in
                connection.waiting.isEmpty && connection.inFlight.isEmpty && connection.toClient.isEmpty
                    && !connection.broker.hasUndelivered
            }
    }

    /// The broker died, and its supervisor or the client has not noticed it.
    var hasUnnoticedDeath: Bool {
        connection.withLock { connection in
            if case .up(isDead: true) = connection.link { return true }
            return connection.owesDeathReport
        }
    }

    var inFlightCount: Int { connection.withLock { $0.inFlight.count } }

    // MARK: Steps of the client

    /// Connects, or notices that the connection is dead, or sends what the window has room for.
    func turn(_ delivery: PushDelivery) {
        let (isConnected, isLost) = connection.withLock { connection -> (Bool, Bool) in
            switch connection.link {
            case .down:
                guard connection.broker.serves, !connection.owesDeathReport else { return (false, false) }
                connection.link = .up(isDead: false)
                return (true, false)
            case .up(isDead: true): return (false, true)
            case .up(isDead: false):
                sendWaiting(&connection)
                return (false, false)
            }
        }
        if isConnected { delivery.connected() }
        if isLost { lose(delivery) }
    }

    /// Up to `most` acknowledgements arrive together, also those that a dead broker had sent.
    ///
    /// - Returns: whether one was on its way.
    func receive(_ delivery: PushDelivery, atMost most: Int, at now: ContinuousClock.Instant) -> Bool {
        let (isThere, ids) = connection.withLock { connection in
            let arrived = connection.toClient.prefix(most)
            connection.toClient.removeFirst(arrived.count)
            return (!arrived.isEmpty, arrived.filter { connection.inFlight.removeValue(forKey: $0) != nil })
        }
        if !ids.isEmpty { delivery.acknowledged(Array(ids), at: now) }
        return isThere
    }

    /// The connection ends without a good-bye.
    func lose(_ delivery: PushDelivery) {
        connection.withLock { connection in
            connection.waiting.reinsert(Array(connection.inFlight.values))
            connection.inFlight = [:]
            connection.toBroker = []
            connection.toClient = []
            connection.link = .down
        }
        delivery.disconnected()
    }

    /// The process of the client is killed: what it held is gone, the connection too.
    func forgetClient() {
        state.withLock { ($0.mailbox, $0.returned) = ([], []) }
        connection.withLock { connection in
            connection.waiting = OperationBacklog()
            connection.inFlight = [:]
            connection.toBroker = []
            connection.toClient = []
            connection.link = .down
        }
    }

    private func sendWaiting(_ connection: inout Connection) {
        let (newer, older) = state.withLock { state in
            defer { (state.mailbox, state.returned) = ([], []) }
            return (state.mailbox, state.returned)
        }
        connection.waiting.append(contentsOf: newer)
        connection.waiting.reinsert(older)
        while connection.inFlight.count < window, let operation = connection.waiting.popFirst() {
            connection.inFlight[operation.id] = operation
            connection.toBroker.append(operation)
        }
    }

    // MARK: Steps of the broker

    /// Takes at most `count` messages from the wire and acknowledges them.
    func serve(most count: Int) {
        connection.withLock { connection in
            guard connection.broker.serves, case .up(isDead: false) = connection.link else { return }
            for _ in 0..<count {
                guard let operation = connection.toBroker.popFirst() else { return }
                switch operation.kind {
                case .publish(let message): connection.broker.receive(message)
                case .publishStored(let message):
                    if let message = try? message.load() { connection.broker.receive(message) }
                case .subscribe: break
                }
                connection.toClient.append(operation.id)
            }
        }
    }

    func deliver(most count: Int) {
        connection.withLock { if $0.broker.serves { $0.broker.deliver(most: count) } }
    }

    func stall() { connection.withLock { $0.broker.stall() } }

    /// A broker that was stopped saves as soon as it runs again.
    func resume(at now: ContinuousClock.Instant) {
        connection.withLock { connection in
            connection.broker.resume()
            connection.broker.saveIfDue(at: now)
        }
    }

    func saveIfDue(at now: ContinuousClock.Instant) { connection.withLock { $0.broker.saveIfDue(at: now) } }

    func save(at now: ContinuousClock.Instant) { connection.withLock { $0.broker.save(at: now) } }

    func kill() {
        connection.withLock { connection in
            guard connection.broker.isRunning else { return }
            connection.broker.kill()
            connection.owesDeathReport = true
            if case .up = connection.link { connection.link = .up(isDead: true) }
        }
    }

    /// The supervisor reports the death, then starts the broker again.
    func superviseAfterDeath(_ delivery: PushDelivery, at now: ContinuousClock.Instant) {
        guard connection.withLock(\.owesDeathReport) else { return }
        delivery.brokerDiedAbruptly()
        connection.withLock { connection in
            connection.owesDeathReport = false
            connection.broker.start(at: now)
        }
    }
}
