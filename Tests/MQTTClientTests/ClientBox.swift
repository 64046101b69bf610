import MQTTClient
import Synchronization

/// Lets a callback reach the client it belongs to.
final class ClientBox: Sendable {
    private let kept: Mutex<MQTTClient?> = Mutex(nil)

    var client: MQTTClient? {
        get { kept.withLock { $0 } }
        set { kept.withLock { $0 = newValue } }
    }
}
