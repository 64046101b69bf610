/// Bounds of a `DeliveryQueue`.
package struct DeliveryLimits: Sendable {
    /// Messages under way to the broker, 1–65535.
    ///
    /// Between 20 and 1000 a local broker acknowledges about as many per second; more is lost work after a cut.
    package var window: Int = 100
    /// Bytes of messages accepted and not acknowledged, see `MQTTMessage.heldBytes`; after an abrupt end of the broker
    /// those of `memory` are held beside them.
    package var heldBytes: Int = 256 << 20
    /// What is kept after its acknowledgement for a broker that dies without having saved it; nil keeps nothing.
    package var memory: AcknowledgedMemory.Limits?

    package init(memory: AcknowledgedMemory.Limits? = nil) {
        self.memory = memory
    }
}
