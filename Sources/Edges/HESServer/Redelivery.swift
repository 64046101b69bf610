import HESMQTT
import Synchronization

/// Makes the publisher send once more what a broker may have forgotten.
///
/// A managed broker reports that it died; a remote one is assumed to have died when the connection is lost. Either may happen
/// before the publisher exists.
final class Redelivery: Sendable {
    private struct State {
        /// Refers to this object by its callbacks; the server owns it.
        weak var publisher: DeliveryQueue?
    }

    private let state = Mutex(State())

    func attach(_ publisher: DeliveryQueue) {
        state.withLock { $0.publisher = publisher }
    }

    /// Called on the publisher's network thread or by the managed broker's task.
    func repeatAcknowledged() {
        state.withLock { $0.publisher }?.brokerDiedAbruptly()
    }
}
