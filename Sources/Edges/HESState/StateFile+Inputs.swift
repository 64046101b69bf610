import GRDB
import HESSimulation
import Synchronization

/// What is written in one transaction.
struct StateBatch: Sendable {
    var inputs: [RecordedInput] = []
    /// By tenant.
    var marks: [String: HighWater] = [:]
    /// Whether the marks may be lower than those in the file: at the end, when nothing more is given.
    var isLast = false
}

extension StateFile {
    /// Writes a batch and returns when it is done; `take` is called when the database is free, which keeps the order.
    func write(_ take: () -> StateBatch) throws(StateError) {
        do {
            try queue.write { try insert(take(), into: $0) }
        } catch {
            throw notWritten(error)
        }
    }

    /// As ``write(_:)`` on SQLite's thread; a cancelled task writes too.
    func write(_ take: @escaping @Sendable () -> StateBatch) async throws(StateError) {
        let result = await withCheckedContinuation { continuation in
            queue.asyncWrite {
                try self.insert(take(), into: $0)
            } completion: { _, result in
                continuation.resume(returning: result)
            }
        }
        if case .failure(let error) = result { throw notWritten(error) }
    }

    /// Calls `body` with every input in the order of recording, of each tenant from its last snapshot on.
    ///
    /// - Throws: ``StateError``, also for an error that `body` throws.
    func forEachInput(_ body: (RecordedInput) throws -> Void) throws {
        try Self.guarded(at: path) {
            try queue.read { database in
                let reader = StateReader(database: database, version: Schema.version)
                let snapshots = try reader.snapshots()
                var number = try reader.start().first
                let end = try reader.forEachInput {
                    let input = try $0.get()
                    if number >= snapshots[input.tenantCode] ?? 0 { try body(input) }
                    number += 1
                }
                try reader.checkHead(count: end.count, sum: end.sum)
            }
        }
    }

    private func notWritten(_ error: any Error) -> StateError {
        .notWritten(path: path, reason: (error as? DatabaseError)?.message ?? "\(error)")
    }

    /// Called on the queue, one batch after another.
    private func insert(_ batch: StateBatch, into database: Database) throws {
        var next = tail.withLock { $0 }
        for input in batch.inputs { try next.append(input, to: database) }
        if batch.inputs.contains(where: \.isSnapshot) { try next.compact(database) }
        if !batch.inputs.isEmpty { try next.writeHead(to: database) }
        for (tenantCode, mark) in batch.marks {
            let kept = batch.isLast ? nil : next.worlds[tenantCode]?.mark
            try next.setMark(kept.map { mark.union($0) } ?? mark, tenantCode: tenantCode, in: database)
        }
        let written = next
        tail.withLock { $0 = written }
    }
}
