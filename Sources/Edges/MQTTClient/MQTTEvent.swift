/// What the network thread reports.
package enum MQTTEvent: Sendable {
    /// The broker accepted the connection.
    ///
    /// If it kept no session (`sessionPresent` false), the client itself subscribes again to its filters.
    case connected(sessionPresent: Bool)
    /// An accepted connection ended, by a failure or by `stop()` (code `.stopped`).
    case disconnected(reason: MQTTError)
    /// Nothing came from the broker within four seconds although it was asked; the connection stays.
    ///
    /// Only if `MQTTConfiguration.checksPulse` is set, as is the next one.
    case fellSilent
    case answersAgain
    /// One attempt to connect failed; the next one follows after the back-off.
    case connectionFailed(reason: MQTTError)
    /// In the order of the acknowledgements: QoS 0: handed to the kernel, QoS 1: PUBACK, QoS 2: PUBCOMP.
    case acknowledged([MessageID])
    /// The message cannot be sent at all (topic with a wildcard, payload too large); it will not be tried again.
    case rejected(MessageID, reason: MQTTError)
    /// A message of a subscription. `isDuplicate` is only known if `MQTTConfiguration.detectsDuplicates` is set.
    case received(MQTTMessage, isDuplicate: Bool)
}
