import HESSimulation
import Synchronization

/// What a world sends to its broker: decided under the world's lock, rendered and carried out outside it, in order.
final class BrokerOutput: Sendable {
    private enum Output: Sendable {
        case push(PushMessage)
        case command(BrokerCommand)
    }

    private let tenantCode: String
    private let worldKey: Int
    private let surroundings: Simulator.Surroundings
    private let queue = HandoffQueue<Output>()
    /// Pushes that were decided while the scenario's broker is down; nil while it is up.
    private let withheld: Mutex<[PushMessage]?>

    private static let withheldLimit = 100_000

    /// Begins with what rules have done to the broker by now and the pushes that it has not acknowledged.
    init(
        tenantCode: String,
        worldKey: Int,
        surroundings: Simulator.Surroundings,
        commands: [BrokerCommand],
        owed: [PushMessage]
    ) {
        self.tenantCode = tenantCode
        self.worldKey = worldKey
        self.surroundings = surroundings
        let isDown = commands.contains(.down)
        withheld = Mutex(isDown ? owed : nil)
        queue.append(commands.map(Output.command) + (isDown ? [] : owed.map(Output.push)))
    }

    /// Called under the world's lock.
    ///
    /// - Returns: whether there is room for the push, of which there is too little only while the broker is down.
    func enqueue(_ push: PushMessage) -> Bool {
        withheld.withLock { withheld in
            guard let count = withheld?.count else {
                queue.append([.push(push)])
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
            queue.append([.command(command)])
            if command == .down, withheld == nil { withheld = [] }
            if command == .up { release(&withheld) }
        }
    }

    /// Called outside the lock.
    func flush() {
        queue.flush { output in
            switch output {
            case .push(let message): publish(message)
            case .command(let command): surroundings.brokerControl?.perform(command, tenantCode: tenantCode)
            }
        }
    }

    /// Also sends pushes that wait for a broker that is down; called when the process or the world ends.
    func flushWithheld() {
        withheld.withLock { release(&$0) }
        flush()
    }

    private func release(_ withheld: inout [PushMessage]?) {
        queue.append((withheld ?? []).map(Output.push))
        withheld = nil
    }

    private func publish(_ message: PushMessage) {
        surroundings.publisher.publish(
            OutgoingPush(
                id: PushID(world: worldKey, number: message.ticket),
                topic: message.topic,
                part: message.part,
                payload: message.payload,
                qos: message.qos,
                isRetained: message.isRetained
            )
        )
    }
}
