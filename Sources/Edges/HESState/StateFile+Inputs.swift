import Foundation
import GRDB
import HESContract
import HESSimulation
import SimulationKernel

/// What is written in one transaction.
struct StateBatch: Sendable {
    var inputs: [RecordedInput] = []
    /// The instant of each world's clock, by tenant.
    var seen: [String: SimulatedInstant] = [:]
}

extension StateFile {
    /// Writes a batch and returns when it is done; `take` is called when the database is free, which keeps the order.
    func write(_ take: () -> StateBatch) throws(StateError) {
        do {
            try queue.write { try Self.insert(take(), into: $0) }
        } catch {
            throw notWritten(error)
        }
    }

    /// As ``write(_:)`` on SQLite's thread; a cancelled task writes too.
    func write(_ take: @escaping @Sendable () -> StateBatch) async throws(StateError) {
        let result = await withCheckedContinuation { continuation in
            queue.asyncWrite {
                try Self.insert(take(), into: $0)
            } completion: { _, result in
                continuation.resume(returning: result)
            }
        }
        if case .failure(let error) = result { throw notWritten(error) }
    }

    /// Calls `body` with every input in the order of recording.
    ///
    /// - Throws: ``StateError`` for what cannot be read, else what `body` throws.
    func forEachInput(_ body: (RecordedInput) throws -> Void) throws {
        try queue.read { database in
            let sql = "SELECT tenant, kind, instant, endpoint, header, body, ticket, failure FROM input ORDER BY id"
            let rows = try Row.fetchCursor(database, sql: sql)
            while let row = try rows.next() {
                try body(try input(row))
            }
        }
    }

    private func input(_ row: Row) throws(StateError) -> RecordedInput {
        do {
            return try RecordedInput(row)
        } catch {
            throw .damaged(path: path, reason: "of an input \(error)")
        }
    }

    private func notWritten(_ error: any Error) -> StateError {
        .notWritten(path: path, reason: (error as? DatabaseError)?.message ?? "\(error)")
    }

    private static func insert(_ batch: StateBatch, into database: Database) throws {
        let input = try database.cachedStatement(sql: insertion)
        for recorded in batch.inputs { try input.execute(arguments: recorded.arguments) }
        let world = try database.cachedStatement(sql: "UPDATE world SET now = ? WHERE tenant = ?")
        for (tenantCode, instant) in batch.seen {
            try world.execute(arguments: [instant.milliseconds, tenantCode])
        }
    }

    private static let insertion = """
        INSERT INTO input (tenant, kind, instant, endpoint, header, body, ticket, failure)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
}

extension RecordedInput {
    fileprivate var arguments: StatementArguments {
        switch kind {
        case .call(let endpoint, let header, let body):
            [tenantCode, "call", instant.milliseconds, endpoint.rawValue, header, Data(body), nil, nil]
        case .settle(let ticket, let failure):
            [tenantCode, "settle", instant.milliseconds, nil, nil, nil, Int64(ticket), failure]
        case .clock: [tenantCode, "clock", instant.milliseconds, nil, nil, nil, nil, nil]
        case .mode(let mode):
            [tenantCode, "mode", instant.milliseconds, nil, nil, Data("\(mode)".utf8), nil, nil]
        }
    }

    fileprivate init(_ row: Row) throws(UnreadableColumn) {
        self.init(tenantCode: try row.column(0), instant: try row.instant(2), kind: try Self.kind(row))
    }

    private static func kind(_ row: Row) throws(UnreadableColumn) -> Kind {
        let name: String = try row.column(1)
        switch name {
        case "call":
            let endpoint: String = try row.column(3)
            guard let endpoint = Endpoint(rawValue: endpoint) else { throw row.unreadable(3) }
            let body: Data = try row.column(5)
            return .call(endpoint, headerToken: try row.columnIfSet(4), body: Array(body))
        case "settle":
            let ticket: Int64 = try row.column(6)
            return .settle(ticket: UInt64(bitPattern: ticket), failure: try row.columnIfSet(7))
        case "clock": return .clock
        case "mode":
            let text: Data = try row.column(5)
            guard let mode = ClockMode(parsing: String(decoding: text, as: UTF8.self)) else { throw row.unreadable(5) }
            return .mode(mode)
        default: throw row.unreadable(1)
        }
    }
}
