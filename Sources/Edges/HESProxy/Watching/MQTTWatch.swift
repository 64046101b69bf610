import HESMQTT
import HESSimulation
import NIOCore

/// Reads a copy of both directions of one MQTT connection; lives on its event loop.
final class MQTTWatch: ConnectionWatch {
    private let observer: any TrafficObserver
    private var watch = MQTTTrafficWatch(keptBytes: PassedBody.keptBytes)
    private var hasConnected = false
    private var hasDisconnected = false

    init(_ observer: any TrafficObserver) { self.observer = observer }

    func clientSent(_ bytes: ByteBuffer) { tell(watch.clientSent(bytes)) }

    func serverSent(_ bytes: ByteBuffer) { tell(watch.brokerSent(bytes)) }

    func serverEnded() {}

    func ended() {
        guard hasConnected, !hasDisconnected else { return }
        observer.clientActed(.disconnected(.lost), client: watch.clientID)
    }

    private func tell(_ events: [MQTTTrafficWatch.Event]) {
        for event in events {
            switch event {
            case .message(let message): observer.messagePassed(message)
            case .client(let kind):
                if case .connected = kind { hasConnected = true }
                if case .disconnected = kind { hasDisconnected = true }
                observer.clientActed(kind, client: watch.clientID)
            }
        }
    }
}
