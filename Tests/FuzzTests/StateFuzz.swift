import Foundation
import GRDB
import HESSimulation
import HESState
import SimulationKernel
import SimulationTestSupport

/// State files: flipped, cut and overwritten bytes, and columns changed through SQLite.
enum StateFuzz {
    static func run(_ choices: inout Choices) async throws {
        let sound = try await sound.value
        let folder = FileManager.default.temporaryDirectory.appending(path: "hes-sim-fuzz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "state.sqlite").path
        let isSQL = choices.once(in: 3)
        let bytes = isSQL ? sound.bytes : damaged(sound.bytes, &choices)
        // An empty file is as good as none.
        guard !bytes.isEmpty else { return }
        try Data(bytes).write(to: URL(filePath: path))
        let statement = isSQL ? await changed(path, &choices) : ""
        if !isSQL, choices.once(in: 8) {
            let side = Mutation.noise(choices.element(of: [0, 32, 4096]), &choices)
            try Data(side).write(to: URL(filePath: path + choices.element(of: ["-wal", "-shm", "-journal"])))
        }
        do throws(StateError) {
            _ = try StateInspection(path).problems()
            if choices.once(in: 4) { _ = try StateInspection(path).salvage(to: path + ".saved") }
        } catch { try check(error, path) }
        // A row that is missing is found only where a later one, or the head, counts it.
        guard let content = try restored(path), content != sound.content, !statement.hasPrefix("DELETE") else { return }
        throw Fuzzing.Finding("it is believed: \(statement) \(content), not \(sound.content)")
    }

    /// - Returns: nil for a file that is refused.
    private static func restored(_ path: String) throws -> Content? {
        do throws(StateError) {
            return try content(of: path)
        } catch {
            try check(error, path)
            return nil
        }
    }

    private static func check(_ error: StateError, _ path: String) throws {
        guard "\(error)".contains(path) else { throw Fuzzing.Finding("no file is named: \(error)") }
    }

    // MARK: A sound file

    private struct Sound {
        let bytes: [UInt8]
        let content: Content
    }

    private struct Content: Equatable {
        let inputCount: Int
        let mark: HighWater
        let instant: SimulatedInstant
    }

    private static var world: InitialWorld {
        InitialWorld(.test(), fingerprint: ScenarioFingerprint(scenario: Array("fuzz".utf8), seed: 1))
    }

    private static let sound = Task { () throws -> Sound in
        let path = FileManager.default.temporaryDirectory.appending(path: "hes-sim-fuzz-\(UUID().uuidString).sqlite")
            .path
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        let file = try StateFile(path)
        guard let replay = try file.restore([world]).replays["T"] else { throw Fuzzing.Finding("no world is restored") }
        let recorder = StateRecorder(file, logger: TestSimulator.logger)
        let simulator = TestSimulator(replay, mode: .manual, recorder: recorder)
        let maker = CallMaker(.test())
        var choices = Choices(seed: 1)
        var tokens = [""]
        for _ in 0..<40 {
            let call = maker.call(tokens: tokens, &choices)
            let body = String(decoding: call.body, as: UTF8.self)
            let reply = simulator.reply(to: call.endpoint, body: body, header: call.header)
            if let token = String(decoding: reply?.body ?? [], as: UTF8.self).dataMember("token") {
                tokens.append(token)
            }
            await simulator.move(.seconds(1))
        }
        let service = StateService(file, recorder: recorder, simulator: simulator.simulator)
        let writing = Task { try await service.run() }
        writing.cancel()
        try await writing.value
        let bytes = Array(try Data(contentsOf: URL(filePath: path)))
        return Sound(bytes: bytes, content: try content(of: path))
    }

    private static func content(of path: String) throws(StateError) -> Content {
        let file = try StateFile(path)
        let restored = try file.restore([world])
        try file.close()
        guard let replay = restored.replays["T"] else { throw .damaged(path: path, reason: "no world is restored") }
        return Content(inputCount: restored.inputCount, mark: replay.highWater, instant: replay.instant)
    }

    // MARK: Damage

    private static func damaged(_ bytes: [UInt8], _ choices: inout Choices) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<choices.element(of: [1, 1, 1, 5, 100]) where !bytes.isEmpty {
            let most = choices.once(in: 3) ? min(200, bytes.count) : bytes.count
            let place = choices.index(below: most)
            switch choices.index(below: 8) {
            case 0: bytes = Array(bytes[..<place])
            case 1: bytes += Mutation.noise(100, &choices)
            case 2:
                bytes.replaceSubrange(
                    place..<min(bytes.count, place + 64),
                    with: Array(repeating: 0, count: min(64, bytes.count - place))
                )
            case 3: bytes[place] = UInt8(choices.index(below: 256))
            default: bytes[place] ^= UInt8(1 << choices.index(below: 8))
            }
        }
        return bytes
    }

    /// Changes one column of one row, drops a row, or a table; what SQLite refuses changes nothing.
    private static func changed(_ path: String, _ choices: inout Choices) async -> String {
        let drawn = (0..<6).map { _ in choices.index(below: 1 << 20) }
        let values = [
            "NULL", "''", "'x'", "x'00ff'", "-1", "0", "1", "1.5", "9223372036854775807", "-9223372036854775808",
            "1e300",
            "zeroblob(100000)", "'\u{1F600}'",
        ]
        var statement = ""
        do {
            let queue = try DatabaseQueue(path: path)
            statement = try await queue.write { database in
                let tables = try String.fetchAll(
                    database,
                    sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
                )
                guard !tables.isEmpty else { return "" }
                let table = tables[drawn[0] % tables.count]
                let columns = try database.columns(in: table).map(\.name)
                let row = "rowid = (SELECT rowid FROM \(table) ORDER BY rowid LIMIT 1 OFFSET \(drawn[1] % 30))"
                let statement =
                    switch drawn[2] % 12 {
                    case 0: "DELETE FROM \(table) WHERE \(row)"
                    case 1: "DELETE FROM \(table)"
                    case 2: "DROP TABLE \(table)"
                    case 3: "PRAGMA user_version = \([0, 1, 3, 4, 99, -1][drawn[3] % 6])"
                    case 4: "ALTER TABLE \(table) RENAME COLUMN \(columns[drawn[4] % columns.count]) TO other"
                    default:
                        "UPDATE \(table) SET \(columns[drawn[4] % columns.count]) = \(values[drawn[5] % values.count]) WHERE \(row)"
                    }
                try database.execute(sql: statement)
                return statement
            }
            try queue.close()
        } catch {}
        return statement
    }
}
