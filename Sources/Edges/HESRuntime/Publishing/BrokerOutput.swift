import HESSimulation
import Synchronization

/// What a world sends to its broker: decided under the world's lock, rendered and carried out outside it, in order.
final class BrokerOutput: Sendable {
    private let tenantCode: String
    private let worldKey: Int
    private let surroundings: Simulator.Surroundings
    private let workers: RenderWorkers
    private let bodies: BodyStore
    private let accessLog: AccessLog?
    private let lane: RenderLane
    /// Pushes that were decided while the scenario's broker is down; nil while it is up.
    private let withheld: Mutex<[PushMessage]?>
    private let retained = Mutex(RetainedTopics())

    private static let withheldLimit = 100_000

    /// Begins with what rules have done to the broker by now and the pushes that it has not acknowledged.
    init(
        tenantCode: String,
        worldKey: Int,
        surroundings: Simulator.Surroundings,
        workers: RenderWorkers,
        bodies: BodyStore,
        accessLog: AccessLog?,
        commands: [BrokerCommand],
        owed: [PushMessage]
    ) {
        self.tenantCode = tenantCode
        self.worldKey = worldKey
        self.surroundings = surroundings
        self.workers = workers
        (self.bodies, self.accessLog) = (bodies, accessLog)
        lane = .pushes(world: worldKey)
        let isDown = commands.contains(.down)
        withheld = Mutex(isDown ? owed : nil)
        for command in commands { append(command) }
        if !isDown { for push in owed { append(push) } }
    }

    /// Called under the world's lock.
    ///
    /// - Returns: whether there is room for the push, of which there is too little only while the broker is down.
    func enqueue(_ push: PushMessage) -> Bool {
        withheld.withLock { withheld in
            guard let count = withheld?.count else {
                append(push)
                return true
            }
            guard count < Self.withheldLimit else { return false }
            withheld?.append(push)
            return true
        }
    }

    /// Called under the world's lock; pushes that are decided from `down` on wait until `up`.
    func enqueue(_ command: BrokerCommand) {
        withheld.withLock { withheld in
            append(command)
            if command == .down, withheld == nil { withheld = [] }
            if command == .up { release(&withheld) }
        }
    }

    /// Has an answer wait behind the pushes that are due; call it outside the lock.
    func enqueue(answer: @escaping @Sendable () -> Void) {
        workers.append(rows: 0, to: lane, answer)
        flush()
    }

    /// Called outside the lock.
    func flush() {
        workers.flush(lane)
    }

    /// Also sends pushes that wait for a broker that is down; called when the process or the world ends.
    func flushWithheld() {
        withheld.withLock { release(&$0) }
        flush()
    }

    /// Has the broker forget the pushes that it keeps for new subscribers, after those that were published before.
    ///
    /// Called outside the world's lock.
    ///
    /// - Returns: how many topics it cannot be told of: beyond ``RetainedTopics/limit``.
    func clearRetained() -> Int {
        let (topics, forgottenCount) = retained.withLock { $0.removeAll() }
        for topic in topics {
            // An empty payload removes what is retained (MQTT 5 §3.3.1.3); its acknowledgement is not awaited.
            let id = PushID(world: worldKey, number: Self.unawaited)
            surroundings.publisher.publish(OutgoingPush(id: id, topic: topic, payload: [], isRetained: true))
        }
        return forgottenCount
    }

    /// A number that no push has.
    private static let unawaited = UInt64.max

    private func release(_ withheld: inout [PushMessage]?) {
        for push in withheld ?? [] { append(push) }
        withheld = nil
    }

    private func append(_ message: PushMessage) {
        let rows = message.rowCount
        guard rows > RenderQueue<RenderWorkers.Work>.turnRows else {
            return workers.append(rows: rows, to: lane) { [self] in publish(message, payload: message.payload) }
        }
        let rendering = SlicedRendering(message)
        workers.append(rows: rows, inSlicesTo: lane) { [self] count in
            guard let payload = rendering.render(rows: count) else { return false }
            publish(message, payload: payload)
            return true
        }
    }

    private func append(_ command: BrokerCommand) {
        workers.append(rows: 0, to: lane) { [self] in
            surroundings.brokerControl?.perform(command, tenantCode: tenantCode)
        }
    }

    private func publish(_ message: PushMessage, payload: [UInt8]) {
        let push = OutgoingPush(
            id: PushID(world: worldKey, number: message.ticket),
            topic: message.topic,
            part: message.part,
            payload: payload,
            qos: message.qos,
            isRetained: message.isRetained
        )
        if push.isRetained { retained.withLock { $0.add(push.topic) } }
        bodies.keep(payload, as: .push(message.ticket))
        accessLog?.push(message, bytes: payload.count, tenantCode: tenantCode)
        workers.publishes(push.id, bytes: push.payload.count)
        surroundings.publisher.publish(push)
    }
}
