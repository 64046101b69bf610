#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The private directory (mode 700) of one managed broker: its socket, its configuration and what it saves.
struct BrokerFiles: Sendable {
    let directory: String

    /// In the temporary directory of the system; in `/tmp` where a socket's path would be too long there.
    ///
    /// - Throws: `.noDirectory` when the temporary directory cannot be written to.
    init() throws(BrokerError) {
        let name = "hes-sim-broker-\(UUID().uuidString.prefix(13))"
        let usual = FileManager.default.temporaryDirectory.appending(path: name).path
        directory = Self.socket(in: usual).utf8.count <= Self.pathLimit ? usual : "/tmp/\(name)"
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw .noDirectory(directory)
        }
    }

    /// Where the broker listens: only a user that may enter the directory reaches it.
    var socket: String { Self.socket(in: directory) }

    private static func socket(in directory: String) -> String { "\(directory)/mqtt" }

    /// In bytes: the shortest limit of the systems that it runs on, macOS's 104 with the zero at the end (sys/un.h).
    private static let pathLimit = 103

    var configurationFile: String { "\(directory)/mosquitto.conf" }

    func write(_ settings: BrokerSettings) throws {
        let text = settings.text(directory: directory, socket: socket)
        try Data(text.utf8).write(to: URL(filePath: configurationFile), options: .atomic)
    }

    /// May be called again.
    func remove() {
        // Fails when the directory is gone already; else the watchdog's shell removes it.
        try? FileManager.default.removeItem(atPath: directory)
    }
}
