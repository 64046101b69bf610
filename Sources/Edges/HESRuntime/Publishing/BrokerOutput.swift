import HESSimulation

/// What a world sends to its broker: decided under the world's lock, rendered and carried out outside it, in order.
final class BrokerOutput: Sendable {
    private let tenantCode: String
    private let worldKey: Int
    private let surroundings: Simulator.Surroundings
    /// Beyond 100 000 pushes that wait for a broker that is down, further ones fail.
    private let pushes = HandoffQueue<PushMessage>(suspendedLimit: 100_000)
    private let commands = HandoffQueue<BrokerCommand>()

    init(tenantCode: String, worldKey: Int, surroundings: Simulator.Surroundings) {
        self.tenantCode = tenantCode
        self.worldKey = worldKey
        self.surroundings = surroundings
    }

    /// Called under the world's lock.
    ///
    /// - Returns: pushes for which there is no room while the scenario's broker is down.
    func enqueue(_ messages: [PushMessage]) -> [PushMessage] {
        pushes.append(messages)
    }

    /// Called under the world's lock; pushes wait from `down` until `up`.
    func enqueue(_ command: BrokerCommand) {
        if command == .down { pushes.setSuspended(true) }
        if command == .up { pushes.setSuspended(false) }
        commands.append([command])
    }

    /// Called outside the lock.
    func flush() {
        // Commands first: a broker that comes up again is up before it gets the pushes that waited for it.
        commands.flush { surroundings.brokerControl?.perform($0, tenantCode: tenantCode) }
        pushes.flush(to: publish)
    }

    /// Also sends pushes that wait for a broker that is down; called when the process or the world ends.
    func flushSuspended() {
        pushes.setSuspended(false)
        flush()
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
