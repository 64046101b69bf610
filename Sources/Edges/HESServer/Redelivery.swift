import HESMQTT
import Synchronization

/// Makes the publisher send once more what a broker may have forgotten.
///
/// A managed broker reports that it died; a remote one is assumed to have died when the connection is lost. Either may happen
/// before the publisher exists.
final class Redelivery: Sendable {
    private let publisher = Mutex<DeliveryQueue?>(nil)

    func attach(_ publisher: DeliveryQueue) {
        self.publisher.withLock { $0 = publisher }
    }

    /// Called on the publisher's network thread or by the managed broker's task.
    func repeatAcknowledged() {
        publisher.withLock { $0 }?.brokerDiedAbruptly()
    }
}
