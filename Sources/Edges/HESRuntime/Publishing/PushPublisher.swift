package import HESSimulation

/// Identifies a push among those of all worlds.
package struct PushID: Sendable, Hashable {
    /// The key of its world in the process.
    package let world: Int
    /// Its ticket, unique within the world.
    package let number: UInt64

    package init(world: Int, number: UInt64) {
        self.world = world
        self.number = number
    }
}

/// A push that is rendered and ready for the broker.
package struct OutgoingPush: Sendable {
    package let id: PushID
    package let topic: String
    /// Which part of its plan's result it is, from 0; nil when it is whole.
    package let part: PushMessage.Part?
    package let payload: [UInt8]
    /// MQTT quality of service, 0…2.
    package let qos: Int
    package let isRetained: Bool

    package init(
        id: PushID,
        topic: String,
        part: PushMessage.Part? = nil,
        payload: [UInt8],
        qos: Int = 1,
        isRetained: Bool = false
    ) {
        precondition((0...2).contains(qos), "the quality of service of MQTT is 0, 1 or 2")
        self.id = id
        self.topic = topic
        self.part = part
        self.payload = payload
        self.qos = qos
        self.isRetained = isRetained
    }
}

/// Sends pushes to the broker; those of one world in the order in which they are published.
///
/// Every push is settled exactly once, by ``Simulator/settle(_:failure:)``. Exempt are pushes that wait when the publisher
/// stops with the process: a world that is restored from its state file publishes them again.
package protocol PushPublisher: Sendable {
    /// Called from any thread; must not block.
    func publish(_ push: OutgoingPush)
}
