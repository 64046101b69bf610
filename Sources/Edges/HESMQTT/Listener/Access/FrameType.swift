/// The frames that the gate judges or waits for (MQTT 3.1.1 §2.2.1).
enum FrameType: UInt8, Sendable {
    case connect = 1
    case connectAcknowledgement = 2
    case publish = 3
    case publishRelease = 6
    case subscribe = 8
    case subscribeAcknowledgement = 9
}
