import Foundation
import GRDB
import HESSimulation

/// Examines a state file without a scenario, and saves what is sound of a damaged one.
///
/// It holds the file's lock for its life and changes nothing but what SQLite does at any opening: it takes back a transaction
/// that was cut off.
package final class StateInspection {
    package let path: String
    package let version: Int
    private let lock: FileLock

    /// - Throws: ``StateError`` for a file that is not there, in use, of something else or of a later version.
    package init(_ path: String) throws(StateError) {
        self.path = path
        let lock = try FileLock(path, isMade: false)
        self.lock = lock
        let header = try StateFile.guarded(at: path) { FileHeader(try lock.head(FileHeader.length)) }
        switch header {
        case .state(let version) where version > Schema.version: throw .newer(path: path, version: version)
        case .state(let version): self.version = version
        case .empty, .foreign: throw .foreign(path: path)
        }
    }

    /// Everything that is wrong with the file, in the order of its records.
    package func problems() -> [StateProblem] {
        var problems: [StateProblem] = []
        do {
            try read { reader in
                let integrity = try String.fetchAll(
                    reader.database,
                    sql: "PRAGMA integrity_check(\(Self.mostFromSQLite))"
                )
                problems += integrity.filter { $0 != "ok" }.map { StateProblem(record: "file", reason: $0) }
                try reader.forEachWorld { problems += Self.problem(of: $0) }
                let end = try reader.forEachInput { problems += Self.problem(of: $0) }
                try reader.checkHead(count: end.count, sum: end.sum)
            }
        } catch {
            problems.append(Self.problem(error))
        }
        return problems
    }

    /// What a salvage kept, and why it did not keep the rest.
    package struct Salvage: Sendable {
        package var worldCount = 0
        package var inputCount = 0
        /// Inputs that were left out, as far as they can still be counted.
        package var lostCount = 0
        package var problems: [StateProblem] = []
    }

    /// Writes a new file with every sound world and the inputs before the first that is damaged: a replay cannot leave out one
    /// input and take the next.
    ///
    /// - Throws: ``StateError`` for an output that exists or cannot be written.
    package func salvage(to output: String) throws(StateError) -> Salvage {
        guard !FileManager.default.fileExists(atPath: output) else {
            throw .cannotOpen(path: output, reason: "it exists already; salvage writes a new file")
        }
        let file = try StateFile(output)
        var salvage = Salvage()
        do {
            try read { reader in
                let tenantCodes = try copyWorlds(reader, to: file, counting: &salvage)
                try copyInputs(reader, of: tenantCodes, to: file, counting: &salvage)
            }
        } catch let error as StateError {
            throw error
        } catch {
            salvage.problems.append(Self.problem(error))
        }
        try file.close()
        return salvage
    }

    private func copyWorlds(
        _ reader: StateReader,
        to file: StateFile,
        counting salvage: inout Salvage
    ) throws -> Set<String> {
        var tenantCodes: Set<String> = []
        try reader.forEachWorld { result in
            switch result {
            case .success(let world) where !tenantCodes.contains(world.tenantCode):
                try file.add(world)
                tenantCodes.insert(world.tenantCode)
                salvage.worldCount += 1
            case .success: break
            case .failure(let problem): salvage.problems.append(problem)
            }
        }
        return tenantCodes
    }

    private func copyInputs(
        _ reader: StateReader,
        of tenantCodes: Set<String>,
        to file: StateFile,
        counting salvage: inout Salvage
    ) throws {
        var batch = StateBatch()
        var isSound = true
        let snapshots = reader.version > 2 ? try reader.snapshots() : [:]
        var number = reader.version > 2 ? try reader.start().first : 1
        let end = try reader.forEachInput { result in
            defer { number += 1 }
            if case .success(let input) = result, number < snapshots[input.tenantCode] ?? 0 { return }
            if case .failure(let problem) = result {
                isSound = false
                salvage.problems.append(problem)
            }
            guard isSound, case .success(let input) = result, tenantCodes.contains(input.tenantCode) else {
                salvage.lostCount += 1
                return
            }
            salvage.inputCount += 1
            batch.inputs.append(input)
            guard batch.inputs.count >= Self.inputsPerBatch else { return }
            try file.write { batch }
            batch.inputs = []
        }
        try file.write { batch }
        try reader.checkHead(count: end.count, sum: end.sum)
    }

    private func read(_ body: (StateReader) throws -> Void) throws {
        // A file of version 1 may have a write-ahead log, which is left as it is.
        let queue = try Schema.open(path, isReadOnly: version == 1)
        try queue.read { try body(StateReader(database: $0, version: version)) }
        try queue.close()
    }

    private static func problem<Record>(of result: Result<Record, StateProblem>) -> [StateProblem] {
        if case .failure(let problem) = result { [problem] } else { [] }
    }

    private static func problem(_ error: any Error) -> StateProblem {
        if let problem = error as? StateProblem { return problem }
        return StateProblem(record: "file", reason: (error as? DatabaseError)?.message ?? "\(error)")
    }

    private static let mostFromSQLite = 100
    private static let inputsPerBatch = 10_000
}
