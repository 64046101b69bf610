import Foundation
import HESMQTT
import Logging

/// Owns a managed broker for the test that kills its owner: starts it, prints `<pid> <directory>/end`, and waits to
/// be killed.
@main
struct BrokerHolder {
    static func main() async throws {
        let broker = try await ManagedBroker.start(logger: Logger(label: "broker-holder"))
        let line = "\(broker.processID ?? -1) \(broker.directory)/end\n"
        // Straight to the descriptor: buffered output would not be seen in time.
        try FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
        try await broker.run()
    }
}
