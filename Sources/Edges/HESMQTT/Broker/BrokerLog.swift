import Logging

/// Reads what mosquitto writes to its standard error.
struct BrokerLog: Sendable {
    enum Note: Sendable, Hashable {
        /// Its listener is open.
        case ready
        /// A client with a persistent session connected or subscribed: saved at once, as it cannot be sent again.
        case sessionsChanged
    }

    private static let keptLines = 20

    private(set) var lastLines: [String] = []
    private var hasPersistentSessions = false

    mutating func read(_ line: String) -> Note? {
        if lastLines.count == Self.keptLines { lastLines.removeFirst() }
        lastLines.append(line)
        if line.hasPrefix("mosquitto version"), line.hasSuffix("running") { return .ready }
        if line.hasPrefix("New client connected") {
            guard line.contains(", c0, ") else { return nil }
            hasPersistentSessions = true
            return .sessionsChanged
        }
        return hasPersistentSessions && Self.isSubscription(line) ? .sessionsChanged : nil
    }

    static func level(of line: String) -> Logger.Level {
        // From then on a death of the broker loses what it had acknowledged.
        if line.hasPrefix("Error saving in-memory database") { return .warning }
        if line.hasPrefix("Warning: Mosquitto should not be run as root") { return .debug }
        return line.hasPrefix("Error") || line.hasPrefix("Warning") ? .info : .debug
    }

    /// `<client> <QoS> <filter>`, the one line of mosquitto whose second word is a QoS.
    private static func isSubscription(_ line: String) -> Bool {
        let words = line.split(separator: " ", maxSplits: 2)
        return words.count == 3 && ["0", "1", "2"].contains(words[1])
    }
}
