import GRDB
import HESSimulation

/// Where a state file ends: what the next record is chained to, and how much follows the snapshots.
struct StateTail: Sendable {
    /// Number of the first input that is kept.
    private var firstID: Int64 = 1
    private var inputCount: Int64 = 0
    private var lastSum: Int64 = 0
    private(set) var worlds: [String: SavedWorld] = [:]
    /// The number of each tenant's last snapshot.
    private(set) var snapshots: [String: Int64] = [:]
    /// Of the inputs that are no snapshots, about.
    private var inputBytes = 0
    private var snapshotBytes = 0

    init() {}

    /// Reads the end of an open file.
    init(_ reader: StateReader) throws {
        (inputCount, lastSum) = try reader.head()
        firstID = try reader.start().first
        snapshots = try reader.snapshots()
        var worlds: [String: SavedWorld] = [:]
        try reader.forEachWorld {
            let world = try $0.get()
            worlds[world.tenantCode] = world
        }
        self.worlds = worlds
        (inputBytes, snapshotBytes) = try reader.sizes()
    }

    var nextID: Int64 { firstID + inputCount }

    /// Whether so much follows the snapshots that new ones are worth their cost: they would halve the file, or a start would
    /// replay too many inputs.
    var isLong: Bool {
        inputCount > Self.mostInputs || inputBytes > max(Self.leastBytes, snapshotBytes)
    }

    /// Whether a start would be quicker after new snapshots.
    var isWorthSnapshots: Bool { inputCount > Self.mostInputs / 12 }

    private static let mostInputs = 12_000
    private static let leastBytes = 512 << 10

    mutating func insert(_ world: SavedWorld, into database: Database) throws {
        let sql = "INSERT INTO world (\(SavedWorld.columns), sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        let sum = world.sum(version: Schema.version)
        try database.execute(sql: sql, arguments: StatementArguments(world.values + [sum.databaseValue]))
        worlds[world.tenantCode] = world
    }

    mutating func append(_ input: RecordedInput, to database: Database) throws {
        let id = nextID
        let columns = [id.databaseValue] + input.values
        let sum = RecordSum.of(columns, after: lastSum)
        let sql = "INSERT INTO input (id, \(RecordedInput.columns), sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        let statement = try database.cachedStatement(sql: sql)
        try statement.execute(arguments: StatementArguments(columns + [sum.databaseValue]))
        (inputCount, lastSum) = (inputCount + 1, sum)
        if case .snapshot(let bytes) = input.kind {
            snapshots[input.tenantCode] = id
            snapshotBytes += bytes.count
        } else {
            inputBytes += RecordedInput.rowByteCount + input.bodyByteCount
        }
    }

    /// Removes the inputs that the worlds' snapshots make superfluous, once each world has one.
    mutating func compact(_ database: Database) throws {
        guard worlds.keys.allSatisfy({ snapshots[$0] != nil }), let cut = snapshots.values.min(), cut > firstID else {
            return
        }
        let base = try Int64.fetchOne(database, sql: "SELECT sum FROM input WHERE id = ?", arguments: [cut - 1])
        guard let base else { throw StateProblem(record: "input \(cut - 1)", reason: "it is missing") }
        try database.execute(sql: "DELETE FROM input WHERE id < ?", arguments: [cut])
        try database.execute(sql: "UPDATE head SET first = ?, base = ? WHERE id = 1", arguments: [cut, base])
        (inputCount, firstID) = (nextID - cut, cut)
        try database.execute(sql: "PRAGMA incremental_vacuum")
        let reader = StateReader(database: database, version: Schema.version)
        (inputBytes, snapshotBytes) = try reader.sizes()
    }

    func writeHead(to database: Database) throws {
        let statement = try database.cachedStatement(sql: "UPDATE head SET inputs = ?, last = ? WHERE id = 1")
        try statement.execute(arguments: [inputCount, lastSum])
    }

    /// Does nothing for a tenant that the file does not hold.
    mutating func setMark(_ mark: HighWater, tenantCode: String, in database: Database) throws {
        guard var world = worlds[tenantCode], world.mark != mark else { return }
        world.mark = mark
        worlds[tenantCode] = world
        try Self.update(world, in: database)
    }

    /// Writes what changes of a world's row.
    static func update(_ world: SavedWorld, in database: Database) throws {
        let sql = "UPDATE world SET now = ?, plan = ?, tokens = ?, sequence = ?, life = ?, sum = ? WHERE tenant = ?"
        let statement = try database.cachedStatement(sql: sql)
        let sum = world.sum(version: Schema.version)
        let values = world.values[3...] + [sum.databaseValue, world.tenantCode.databaseValue]
        try statement.execute(arguments: StatementArguments(Array(values)))
    }
}
