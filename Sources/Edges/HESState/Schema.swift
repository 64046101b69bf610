import GRDB
import HESSimulation

/// The tables of a state file, and how SQLite is to treat it.
enum Schema {
    /// Version 1 had no checksums, no marks and a write-ahead log; version 2 had no snapshots; version 3 knew one life of a
    /// world, and nothing of what the control API changes.
    static let version = 4

    /// Makes the tables in an empty file.
    static func make(_ path: String) throws {
        let queue = try open(path)
        // Pages that a snapshot makes free are given back; to be set before there are tables.
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL") }
        try queue.write { database in
            try database.execute(sql: "PRAGMA application_id = \(FileHeader.applicationID)")
            try makeTables(in: database)
        }
        try queue.close()
    }

    static func makeTables(in database: Database) throws {
        try database.execute(
            sql: """
                PRAGMA user_version = \(version);
                CREATE TABLE world (
                    tenant TEXT PRIMARY KEY, start INTEGER NOT NULL, scenario TEXT NOT NULL, now INTEGER NOT NULL,
                    plan INTEGER NOT NULL, tokens INTEGER NOT NULL, sequence INTEGER NOT NULL,
                    life INTEGER NOT NULL DEFAULT 0, sum INTEGER NOT NULL
                );
                CREATE TABLE input (
                    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, kind TEXT NOT NULL, instant INTEGER NOT NULL,
                    endpoint TEXT, header TEXT, body BLOB, ticket INTEGER, failure TEXT, sum INTEGER NOT NULL
                );
                CREATE TABLE head (id INTEGER PRIMARY KEY, inputs INTEGER NOT NULL, last INTEGER NOT NULL);
                INSERT INTO head VALUES (1, 0, 0);
                \(headOfVersion3);
                """
        )
    }

    /// Opens the file with a rollback journal.
    ///
    /// A committed record is in the file itself. A write-ahead log would be cut at the first damaged byte without an error, and
    /// lose every record after it.
    static func open(_ path: String, isReadOnly: Bool = false) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "state"
        configuration.busyMode = .timeout(1)
        configuration.readonly = isReadOnly
        if !isReadOnly {
            configuration.prepareDatabase { database in
                try database.execute(sql: "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = NORMAL")
            }
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// The number of the first input that is kept, and the checksum of the one before it.
    private static let headOfVersion3 = """
        ALTER TABLE head ADD COLUMN first INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE head ADD COLUMN base INTEGER NOT NULL DEFAULT 0
        """

    /// Brings a file of an earlier version to this one.
    static func update(_ queue: DatabaseQueue) throws {
        let version = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
        guard version != Self.version else { return }
        try queue.write { database in
            if version == 1 { try migrate(database) }
            if version == 2 { try database.execute(sql: headOfVersion3) }
            if version == 2 || version == 3 { try addLives(database, version: version ?? 3) }
        }
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL; VACUUM") }
    }

    /// Gives the worlds of a file of version 2 or 3 their first life, with which their checksums change.
    private static func addLives(_ database: Database, version: Int) throws {
        var worlds: [SavedWorld] = []
        try StateReader(database: database, version: version).forEachWorld { worlds.append(try $0.get()) }
        try database.execute(
            sql: "ALTER TABLE world ADD COLUMN life INTEGER NOT NULL DEFAULT 0; PRAGMA user_version = \(Self.version)"
        )
        for world in worlds { try StateTail.update(world, in: database) }
    }

    /// Moves the records of a file of version 1 into tables of this version, in one transaction.
    private static func migrate(_ database: Database) throws {
        var worlds: [SavedWorld] = []
        try StateReader(database: database, version: 1).forEachWorld { worlds.append(try $0.get()) }
        try database.execute(
            sql: "ALTER TABLE world RENAME TO oldworld; ALTER TABLE input RENAME TO oldinput"
        )
        try makeTables(in: database)
        var tail = StateTail()
        for world in worlds { try tail.insert(world, into: database) }
        let sql = "SELECT \(RecordedInput.columns) FROM oldinput ORDER BY id"
        let rows = try Row.fetchCursor(database, sql: sql)
        while let row = try rows.next() {
            let input: RecordedInput
            do {
                input = try RecordedInput(row)
            } catch {
                throw StateProblem(record: "input \(tail.nextID)", reason: "\(error)")
            }
            try tail.append(input, to: database)
        }
        try tail.writeHead(to: database)
        try database.execute(sql: "DROP TABLE oldworld; DROP TABLE oldinput")
    }
}
