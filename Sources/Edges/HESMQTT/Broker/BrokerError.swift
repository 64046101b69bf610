/// Why a managed broker could not be started.
package enum BrokerError: Error, Sendable, Hashable {
    case notInstalled(searched: [String])
    /// The temporary directory is not there or cannot be written to.
    case noDirectory(String)
    /// mosquitto ended or did not get ready in time; its last lines of log.
    case startFailed(log: [String])
}

extension BrokerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notInstalled(let searched):
            "mosquitto is not installed (searched \(searched.joined(separator: ", "))); install the package mosquitto "
                + "or name a broker with --broker mqtt://host:port."
        case .noDirectory(let path):
            "the broker needs a directory of its own, and '\(path)' cannot be made: set TMPDIR to a directory that is there "
                + "and writable, or name a broker with --broker mqtt://host:port."
        case .startFailed(let log):
            "mosquitto did not start: \(log.joined(separator: " | "))"
        }
    }
}
