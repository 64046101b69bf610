/// A push ready for the broker.
package struct OutgoingPush: Sendable {
    /// Which world it belongs to; order is kept within a world.
    package let world: Int
    /// Unique within the world.
    package let ticket: UInt64
    package let topic: String
    package let payload: [UInt8]
    /// MQTT quality of service, 0…2.
    package let qos: Int
    package let isRetained: Bool
}

/// The road to the broker.
///
/// Every push that it takes is settled exactly once, by ``Simulator/settle(_:_:failure:)``, but for those that are still
/// out when it is stopped with the process: they stay owed.
package protocol PushPublisher: Sendable {
    /// Called from any thread; must not block.
    func publish(_ push: OutgoingPush)
}
