import GRDB
import HESSimulation

/// Where a state file ends: what the next record is chained to.
struct StateTail: Sendable {
    private(set) var inputCount: Int64 = 0
    private(set) var lastSum: Int64 = 0
    private(set) var worlds: [String: SavedWorld] = [:]

    init() {}

    /// Reads the end of an open file.
    init(_ reader: StateReader) throws {
        (inputCount, lastSum) = try reader.head()
        var worlds: [String: SavedWorld] = [:]
        try reader.forEachWorld {
            let world = try $0.get()
            worlds[world.tenantCode] = world
        }
        self.worlds = worlds
    }

    mutating func insert(_ world: SavedWorld, into database: Database) throws {
        let sql = "INSERT INTO world (\(SavedWorld.columns), sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        try database.execute(sql: sql, arguments: StatementArguments(world.values + [world.sum.databaseValue]))
        worlds[world.tenantCode] = world
    }

    mutating func append(_ input: RecordedInput, to database: Database) throws {
        let columns = [(inputCount + 1).databaseValue] + input.values
        let sum = RecordSum.of(columns, after: lastSum)
        let sql = "INSERT INTO input (id, \(RecordedInput.columns), sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        let statement = try database.cachedStatement(sql: sql)
        try statement.execute(arguments: StatementArguments(columns + [sum.databaseValue]))
        (inputCount, lastSum) = (inputCount + 1, sum)
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
        let sql = "UPDATE world SET now = ?, plan = ?, tokens = ?, sequence = ?, sum = ? WHERE tenant = ?"
        let statement = try database.cachedStatement(sql: sql)
        let values = world.values[3...] + [world.sum.databaseValue, tenantCode.databaseValue]
        try statement.execute(arguments: StatementArguments(Array(values)))
    }
}
