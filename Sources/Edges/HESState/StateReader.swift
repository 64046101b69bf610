import GRDB
import HESSimulation

/// Reads the records of a state file and tests each one's checksum; goes on after a record that is damaged.
struct StateReader {
    let database: Database
    /// 1 has no checksums.
    let version: Int

    /// Calls `body` with each world in the order of the rows.
    func forEachWorld(_ body: (Result<SavedWorld, StateProblem>) throws -> Void) throws {
        let columns = SavedWorld.columns(version: version) + (version > 1 ? ", sum" : "")
        let rows = try Row.fetchCursor(database, sql: "SELECT \(columns) FROM world ORDER BY rowid")
        var number = 0
        while let row = try rows.next() {
            number += 1
            try body(world(row, record: "world \(number)"))
        }
    }

    private func world(_ row: Row, record: String) -> Result<SavedWorld, StateProblem> {
        do throws(UnreadableColumn) {
            let world = try SavedWorld(row, version: version)
            guard version > 1 else { return .success(world) }
            let sum: Int64 = try row.column(SavedWorld.columnCount(version: version))
            guard sum == world.sum(version: version) else {
                return .failure(StateProblem(record: record, reason: "'sum' does not fit its other columns"))
            }
            return .success(world)
        } catch {
            return .failure(StateProblem(record: record, reason: "\(error)"))
        }
    }

    /// Calls `body` with each input in the order of recording.
    ///
    /// - Returns: how many there are, and the last one's checksum.
    @discardableResult
    func forEachInput(_ body: (Result<RecordedInput, StateProblem>) throws -> Void) throws -> (count: Int64, sum: Int64)
    {
        let more = version > 1 ? ", id, sum" : ""
        let sql = "SELECT \(RecordedInput.columns)\(more) FROM input ORDER BY id"
        let rows = try Row.fetchCursor(database, sql: sql)
        let (first, base) = version > 2 ? try start() : (1, 0)
        var (count, sum) = (Int64(0), base)
        while let row = try rows.next() {
            try body(input(row, record: "input \(first + count)", after: &sum))
            count += 1
        }
        return (count, sum)
    }

    private func input(_ row: Row, record: String, after sum: inout Int64) -> Result<RecordedInput, StateProblem> {
        do throws(UnreadableColumn) {
            let expected = version > 1 ? RecordSum.of([row[8]] + (0..<8).map { row[$0] }, after: sum) : 0
            if version > 1 { sum = try row.column(9) }
            let input = try RecordedInput(row)
            guard version == 1 || sum == expected else {
                let reason = "'sum' does not fit its other columns, or the input before it is another"
                return .failure(StateProblem(record: record, reason: reason))
            }
            return .success(input)
        } catch {
            return .failure(StateProblem(record: record, reason: "\(error)"))
        }
    }

    /// The number of the first input, and the checksum of the one before it, which a snapshot made superfluous.
    func start() throws -> (first: Int64, base: Int64) {
        try headRow(columns: "first, base") { row throws(UnreadableColumn) in
            (try row.number(0, in: 1...Self.largestID), try row.column(1))
        }
    }

    /// The number of each tenant's last snapshot.
    func snapshots() throws -> [String: Int64] {
        let sql = "SELECT tenant, MAX(id) FROM input WHERE kind = ? GROUP BY tenant"
        var places: [String: Int64] = [:]
        for row in try Row.fetchAll(database, sql: sql, arguments: [RecordedInput.snapshotKind]) {
            do {
                places[try row.column(0)] = try row.column(1)
            } catch {
                throw StateProblem(record: "input", reason: "\(error)")
            }
        }
        return places
    }

    /// Bytes of the inputs and of the snapshots, about.
    func sizes() throws -> (inputs: Int, snapshots: Int) {
        let sql = """
            SELECT COALESCE(SUM(CASE WHEN kind = ? THEN 0 ELSE \(RecordedInput.rowByteCount) + COALESCE(LENGTH(body), 0) END), 0),
                COALESCE(SUM(CASE WHEN kind = ? THEN LENGTH(body) ELSE 0 END), 0) FROM input
            """
        let kind = RecordedInput.snapshotKind
        guard let row = try Row.fetchOne(database, sql: sql, arguments: [kind, kind]) else { return (0, 0) }
        do {
            return (try row.column(0), try row.column(1))
        } catch {
            throw StateProblem(record: "input", reason: "\(error)")
        }
    }

    /// The row that says how many inputs there are, and the last one's checksum.
    func head() throws -> (count: Int64, sum: Int64) {
        try headRow(columns: "inputs, last") { row throws(UnreadableColumn) in
            (try row.column(0), try row.column(1))
        }
    }

    private func headRow<Values>(columns: String, read: (Row) throws(UnreadableColumn) -> Values) throws -> Values {
        let row = try Row.fetchOne(database, sql: "SELECT \(columns) FROM head WHERE id = 1")
        guard let row else { throw StateProblem(record: "head", reason: "it is missing") }
        do {
            return try read(row)
        } catch {
            throw StateProblem(record: "head", reason: "\(error)")
        }
    }

    private static let largestID: Int64 = 1 << 53

    /// Compares the head with the inputs that were found.
    func checkHead(count: Int64, sum: Int64) throws {
        guard version > 1 else { return }
        let head = try head()
        guard head.count == count else {
            throw StateProblem(record: "head", reason: "'inputs' holds \(head.count), but \(count) inputs are there")
        }
        guard head.sum == sum else {
            throw StateProblem(record: "head", reason: "'last' is not the checksum of the last input")
        }
    }
}
