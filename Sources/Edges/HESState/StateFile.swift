import Foundation
import GRDB
package import SimulationKernel

/// A simulator's durable state in one SQLite file: the start of each world and every input since.
///
/// May be called from any thread; calls run one after another.
package final class StateFile: Sendable {
    struct SavedWorld: Sendable {
        let tenantCode: String
        /// Values depend on it, so a world whose scenario sets no start keeps the first one.
        let start: SimulatedInstant
        let fingerprint: ScenarioFingerprint
        /// The last saved instant of its clock.
        let seen: SimulatedInstant
    }

    package let path: String
    let queue: DatabaseQueue
    private let lock: FileLock

    /// Makes the file if it does not exist.
    package init(_ path: String) throws(StateError) {
        self.path = path
        lock = try FileLock(path)
        let header = try Self.guarded(at: path) { [lock] in FileHeader(try lock.head(FileHeader.length)) }
        switch header {
        case .foreign: throw .foreign(path: path)
        case .state(let version) where version > Schema.version: throw .newer(path: path, version: version)
        case .empty: try Self.guarded(at: path) { try Schema.make(path) }
        case .state: break
        }
        queue = try Self.guarded(at: path) {
            let queue = try Schema.open(path)
            guard try queue.read({ try $0.tableExists("input") }) else {
                throw StateError.damaged(path: path, reason: "it has no tables")
            }
            return queue
        }
    }

    /// Checkpoints the write-ahead log into the file, closes the database and releases the lock.
    package func close() throws(StateError) {
        do {
            try queue.close()
        } catch {
            throw .notWritten(path: path, reason: "\(error)")
        }
        lock.release()
    }

    func savedWorlds() throws(StateError) -> [SavedWorld] {
        try Self.guarded(at: path) {
            try queue.read { database in
                try Row.fetchAll(database, sql: "SELECT tenant, start, scenario, now FROM world").map {
                    SavedWorld(
                        tenantCode: try $0.column(0),
                        start: try $0.instant(1),
                        fingerprint: ScenarioFingerprint(text: try $0.column(2)),
                        seen: try $0.instant(3)
                    )
                }
            }
        }
    }

    /// When each tenant's world began.
    package func starts() throws(StateError) -> [String: SimulatedInstant] {
        Dictionary(try savedWorlds().map { ($0.tenantCode, $0.start) }) { first, _ in first }
    }

    func add(_ world: SavedWorld) throws(StateError) {
        try Self.guarded(at: path) {
            try queue.write {
                try $0.execute(
                    sql: "INSERT INTO world (tenant, start, scenario, now) VALUES (?, ?, ?, ?)",
                    arguments: [
                        world.tenantCode, world.start.milliseconds, world.fingerprint.text, world.seen.milliseconds,
                    ]
                )
            }
        }
    }

    /// Runs `body`; a failure before the file is in use becomes a ``StateError``.
    static func guarded<Result>(at path: String, _ body: () throws -> Result) throws(StateError) -> Result {
        do {
            return try body()
        } catch let error as StateError {
            throw error
        } catch let error as UnreadableColumn {
            throw .damaged(path: path, reason: "of a world \(error)")
        } catch let error as DatabaseError where error.isDamage {
            throw .damaged(path: path, reason: error.message ?? "\(error.resultCode)")
        } catch {
            throw .cannotOpen(path: path, reason: (error as? DatabaseError)?.message ?? "\(error)")
        }
    }
}

extension DatabaseError {
    /// SQLite returns `SQLITE_ERROR` for a missing table or column.
    fileprivate var isDamage: Bool {
        [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR].contains(resultCode)
    }
}
