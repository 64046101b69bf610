import HESMQTT
import Logging
import MQTTClient

/// Tools of tests and measurements.
///
/// `mqtt-probe hold`: starts a managed broker, prints `<port> <pid> <directory>/end` and waits to be killed.
/// `mqtt-probe measure COUNT WINDOW SAVING [offline]`: acknowledged messages per second; SAVING is `periodically`, `never`
/// or a number of changes; `offline` adds an absent subscriber with a persistent session.
@main
struct Probe {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case "hold": try await hold()
        case "measure": try await Measurement(arguments: Array(arguments.dropFirst())).run()
        default: print("usage: mqtt-probe hold | measure COUNT WINDOW SAVING [offline]")
        }
    }

    static func hold() async throws {
        let broker = try await ManagedBroker.start(requestedPort: 0, logger: Logger(label: "probe"))
        // Straight to the descriptor: buffered output would not be seen in time.
        try FileDescriptorOutput.write("\(broker.port) \(broker.processID ?? -1) \(broker.directory)/end\n")
        try await Task.sleep(for: .seconds(600))
        await broker.stop()
    }
}
