import HESSimulation

/// What a world sends to its broker: decided under the world's lock, rendered and carried out outside it, in order.
final class BrokerOutput: Sendable {
    private let tenantCode: String
    private let worldKey: Int
    private let surroundings: Simulator.Surroundings
    private let outbox = Outbox()
    private let commands = BrokerCommands()

    init(tenantCode: String, worldKey: Int, surroundings: Simulator.Surroundings) {
        self.tenantCode = tenantCode
        self.worldKey = worldKey
        self.surroundings = surroundings
    }

    /// Called under the world's lock.
    ///
    /// - Returns: pushes for which there is no room while the scenario's broker is down.
    func enqueue(_ deliveries: [PushMessage]) -> [PushMessage] {
        outbox.append(deliveries)
    }

    /// Called under the world's lock; pushes wait from `down` until `up`.
    func enqueue(_ command: BrokerCommand) {
        if command == .down { outbox.setSuspended(true) }
        if command == .up { outbox.setSuspended(false) }
        commands.append(command)
    }

    /// Called outside the lock.
    func flush() {
        // Commands first: a broker that comes up again is up before it gets what waited for it.
        commands.drain { surroundings.brokerControl?.perform($0, tenantCode: tenantCode) }
        outbox.drain(publish)
    }

    /// Sends also what waits for a broker that is down: the process or the world ends.
    func flushSuspended() {
        outbox.setSuspended(false)
        flush()
    }

    private func publish(_ delivery: PushMessage) {
        surroundings.publisher.publish(
            OutgoingPush(
                world: worldKey,
                ticket: delivery.ticket,
                topic: delivery.topic,
                payload: delivery.payload,
                qos: delivery.qos,
                isRetained: delivery.isRetained
            )
        )
    }
}
