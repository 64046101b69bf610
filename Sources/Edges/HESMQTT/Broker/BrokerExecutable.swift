#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Finds the mosquitto program.
enum BrokerExecutable {
    /// Directories of package managers, which the search path of a plain user may lack.
    static let wellKnownDirectories = [
        "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin", "/usr/bin", "/usr/local/bin",
    ]

    /// - Parameter searchPath: the value of `PATH`.
    /// - Returns: the path of the program.
    /// - Throws: `.notInstalled`.
    static func find(searchPath: String) throws(BrokerError) -> String {
        let directories = searchPath.split(separator: ":").map(String.init) + wellKnownDirectories
        let candidates = directories.map { "\($0)/mosquitto" }
        guard let found = candidates.first(where: FileManager.default.isExecutableFile(atPath:)) else {
            throw .notInstalled(searched: directories)
        }
        return found
    }

    static func find() throws(BrokerError) -> String {
        try find(searchPath: ProcessInfo.processInfo.environment["PATH"] ?? "")
    }
}
