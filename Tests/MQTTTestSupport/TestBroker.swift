package import Foundation
import HESMQTT
package import MQTTClient
import Synchronization

/// A mosquitto of a test's own, with a configuration of its own, that can be killed and started again.
package final class TestBroker {
    package let port: Int
    package let directory: URL
    private let settings: [String]
    private var process: ChildProcess?

    private init(settings: [String]) throws {
        port = try Self.unusedPort()
        self.settings = settings
        directory = FileManager.default.temporaryDirectory.appending(path: "mqtt-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    }

    /// A running broker that anyone may use.
    package static func running<Result>(_ body: (TestBroker) async throws -> Result) async throws -> Result {
        try await with { broker in
            try await broker.start()
            return try await body(broker)
        }
    }

    /// A broker that the body starts.
    ///
    /// - Parameters:
    ///   - settings: further lines of mosquitto.conf; `{}` stands for the broker's directory.
    ///   - body: may start and end the broker; it is killed afterwards.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws.
    package static func with<Result>(
        settings: [String] = ["allow_anonymous true"],
        _ body: (TestBroker) async throws -> Result
    ) async throws -> Result {
        let broker = try TestBroker(settings: settings)
        defer {
            broker.end(SIGKILL)
            try? FileManager.default.removeItem(at: broker.directory)
        }
        return try await body(broker)
    }

    /// Returns when it accepts connections, which takes some milliseconds.
    ///
    /// - Throws: `TestFailure` with mosquitto's own words when it does not within ten seconds.
    package func start() async throws {
        let file = directory.appending(path: "mosquitto.conf")
        let lines = ["listener \(port) 127.0.0.1", "user root"] + settings
        let text = lines.joined(separator: "\n").replacing("{}", with: directory.path)
        try Data((text + "\n").utf8).write(to: file)
        let log = directory.appending(path: "log")
        process = try ChildProcess("mosquitto", ["-c", file.path], outputFile: log.path)
        try await Patience.eventually("mosquitto listens; it said: \(try String(contentsOf: log, encoding: .utf8))") {
            try String(contentsOf: log, encoding: .utf8).contains(" running")
        }
    }

    /// SIGTERM lets it save what it holds, SIGKILL does not.
    package func end(_ signal: Int32) {
        process?.send(signal)
        process?.wait()
        process = nil
    }

    /// Each once within a test run, and none that a managed broker would take.
    private static func unusedPort() throws -> Int {
        let port = usedPorts.withLock { used -> Int? in
            let port = (0..<100).lazy.compactMap { _ in findFreePort(in: 5000..<10_000) }.first { !used.contains($0) }
            if let port { used.insert(port) }
            return port
        }
        guard let port else { throw TestFailure("no free port") }
        return port
    }

    package func configuration(_ clientID: String) -> MQTTConfiguration {
        var configuration = MQTTConfiguration(host: "127.0.0.1", port: port, clientID: clientID)
        configuration.backoff = ReconnectBackoff(minimum: .milliseconds(10), maximum: .milliseconds(100))
        return configuration
    }
}

private let usedPorts = Mutex<Set<Int>>([])

package struct TestFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
