/// Bounds of a `DeliveryQueue`.
package struct DeliveryLimits: Sendable {
    /// Messages under way to the broker, 1–65535.
    ///
    /// Measured against a local broker: with 20 the round trip dominates, with 1000 libmosquitto's list of
    /// unacknowledged messages does.
    package var window: Int = 100
    /// Bytes of messages accepted and not acknowledged, see `OutgoingPush.heldBytes`.
    package var heldBytes: Int = 256 << 20
    /// What is kept after its acknowledgement for a broker that dies without having saved it; nil keeps nothing.
    package var memory: AcknowledgedMemory.Limits?

    package init(memory: AcknowledgedMemory.Limits? = nil) {
        self.memory = memory
    }
}
