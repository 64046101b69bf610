import HESMQTT
package import Logging

/// The broker behind the listeners of one worker's cases, which come one after another.
package struct SharedBroker: Sendable {
    let managed: ManagedBroker

    /// - Throws: `BrokerError` where mosquitto cannot be started.
    package static func start(logger: Logger) async throws -> SharedBroker {
        SharedBroker(managed: try await ManagedBroker.start(requestedPort: 0, logger: logger))
    }

    package func stop() async { await managed.stop() }

    var address: BrokerAddress { BrokerAddress(host: "127.0.0.1", port: managed.port) }
}
