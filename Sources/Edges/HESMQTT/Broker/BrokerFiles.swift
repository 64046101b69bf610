#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The private directory (mode 700) of one managed broker: its configuration and what it saves.
struct BrokerFiles: Sendable {
    let directory: String

    /// - Throws: when the temporary directory of the system cannot be written to.
    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "hes-sim-broker-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
    }

    var configurationFile: String { "\(directory)/mosquitto.conf" }

    func write(_ settings: BrokerSettings) throws {
        let text = settings.text(directory: directory)
        try Data(text.utf8).write(to: URL(filePath: configurationFile), options: .atomic)
    }

    /// May be called again.
    func remove() {
        // Fails when the directory is gone already; else the watchdog's shell removes it.
        try? FileManager.default.removeItem(atPath: directory)
    }
}
