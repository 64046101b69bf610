import Foundation
import GRDB
import HESSimulation
package import SimulationKernel
import Synchronization

/// A simulator's durable state in one SQLite file: the start of each world and every input since.
///
/// May be called from any thread; calls run one after another.
package final class StateFile: Sendable {
    package let path: String
    let queue: DatabaseQueue
    private let lock: FileLock
    /// Written on the queue alone.
    let tail: Mutex<StateTail>

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
        try lock.makePrivate(path)
        let (queue, end) = try Self.guarded(at: path) {
            let queue = try Schema.open(path)
            try Schema.update(queue)
            let tail = try queue.read { database in
                guard try database.tableExists("input") else {
                    throw StateError.damaged(path: path, reason: "it has no tables")
                }
                return try StateTail(StateReader(database: database, version: Schema.version))
            }
            return (queue, tail)
        }
        self.queue = queue
        tail = Mutex(end)
    }

    /// Closes the database and releases the lock.
    package func close() throws(StateError) {
        do {
            try queue.close()
        } catch {
            throw .notWritten(path: path, reason: "\(error)")
        }
        lock.release()
    }

    var savedWorlds: [SavedWorld] { tail.withLock { Array($0.worlds.values) } }

    /// Whether so much follows the snapshots of the worlds that new ones are due.
    var isLong: Bool { tail.withLock { $0.isLong } }

    /// Whether the next start would be quicker after new snapshots.
    var isWorthSnapshots: Bool { tail.withLock { $0.isWorthSnapshots } }

    /// When each tenant's world began.
    package var starts: [String: SimulatedInstant] {
        Dictionary(savedWorlds.map { ($0.tenantCode, $0.start) }) { first, _ in first }
    }

    func add(_ world: SavedWorld) throws(StateError) {
        try Self.guarded(at: path) {
            try queue.write { database in
                var next = tail.withLock { $0 }
                try next.insert(world, into: database)
                let written = next
                tail.withLock { $0 = written }
            }
        }
    }

    /// Runs `body`; a failure before the file is in use becomes a ``StateError``.
    static func guarded<Result>(at path: String, _ body: () throws -> Result) throws(StateError) -> Result {
        do {
            return try body()
        } catch let error as StateError {
            throw error
        } catch let error as StateProblem {
            throw .damaged(path: path, reason: "\(error)")
        } catch let error as DatabaseError where error.isDamage {
            throw .damaged(path: path, reason: error.message ?? "\(error.resultCode)")
        } catch {
            throw .cannotOpen(path: path, reason: (error as? DatabaseError)?.message ?? "\(error)")
        }
    }
}

extension DatabaseError {
    /// SQLite returns `SQLITE_ERROR` for a missing table or column.
    var isDamage: Bool {
        [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR].contains(resultCode)
    }
}
