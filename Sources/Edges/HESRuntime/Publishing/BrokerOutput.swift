import HESSimulation
import Synchronization

/// What a world sends to its broker: decided under the world's lock, rendered and carried out outside it, in order.
final class BrokerOutput: Sendable {
    private let tenantCode: String
    private let worldKey: Int
    private let surroundings: Simulator.Surroundings
    private let workers: RenderWorkers
    private let lane: RenderLane
    /// Pushes that were decided while the scenario's broker is down; nil while it is up.
    private let withheld: Mutex<[PushMessage]?>

    private static let withheldLimit = 100_000

    /// Begins with what rules have done to the broker by now and the pushes that it has not acknowledged.
    init(
        tenantCode: String,
        worldKey: Int,
        surroundings: Simulator.Surroundings,
        workers: RenderWorkers,
        commands: [BrokerCommand],
        owed: [PushMessage]
    ) {
        self.tenantCode = tenantCode
        self.worldKey = worldKey
        self.surroundings = surroundings
        self.workers = workers
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
        workers.publishes(push.id, bytes: push.payload.count)
        surroundings.publisher.publish(push)
    }
}
