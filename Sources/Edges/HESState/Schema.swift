import GRDB

/// The tables of a state file, and how SQLite is to treat it.
enum Schema {
    static let version = 1

    /// Makes the file without a write-ahead log: the application id must be in the file itself before anything else is.
    static func make(_ path: String) throws {
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write { database in
            try database.execute(
                sql: """
                    PRAGMA application_id = \(FileHeader.applicationID);
                    PRAGMA user_version = \(version);
                    CREATE TABLE world (
                        tenant TEXT PRIMARY KEY, start INTEGER NOT NULL, scenario TEXT NOT NULL, now INTEGER NOT NULL
                    );
                    CREATE TABLE input (
                        id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, kind TEXT NOT NULL, instant INTEGER NOT NULL,
                        endpoint TEXT, header TEXT, body BLOB, ticket INTEGER, failure TEXT
                    );
                    """
            )
        }
        try queue.close()
    }

    /// Opens the file with a write-ahead log: what is committed outlives the process, and readers do not block writers.
    static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = configuration
        configuration.journalMode = .wal
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "state"
        configuration.busyMode = .timeout(1)
        return configuration
    }
}
