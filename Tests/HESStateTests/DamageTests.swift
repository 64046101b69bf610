import Foundation
import GRDB
import HESRuntime
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@testable import HESState

@Suite("A damaged state file")
struct DamageTests {
    @Test(
        "is refused, and check names the record",
        arguments: [
            ("UPDATE input SET instant = instant + 1 WHERE id = 4", "input 4"),
            ("UPDATE input SET tenant = 'U' WHERE id = 4", "input 4"),
            ("UPDATE input SET ticket = 9 WHERE id = 2", "input 2"),
            ("DELETE FROM input WHERE id = 3", "input 3"),
            ("DELETE FROM input WHERE id = 6", "head"),
            ("DELETE FROM head", "head"),
            ("UPDATE head SET inputs = 'x'", "head"),
            ("UPDATE world SET plan = plan + 1", "world 1"),
            ("UPDATE world SET now = now - 1", "world 1"),
            ("UPDATE input SET id = id + 10; UPDATE input SET id = 18 - id", "input 1"),
        ]
    )
    func record(update: String, record: String) async throws {
        try await withStatePath { path in
            try await Self.damaged(path, by: update)

            let problems = try StateInspection(path).problems()
            #expect(problems.first?.record == record)
            let error = #expect(throws: StateError.self) { try StateFile(path).restore([.test()]) }
            guard case .damaged(path, let reason) = error else {
                Issue.record("another error: \(String(describing: error))")
                return
            }
            #expect(reason.hasPrefix(record))
        }
    }

    @Test("of which any byte is flipped is refused, or nothing of it is lost", arguments: 0..<4)
    func flipped(round: Int) async throws {
        try await withStatePath { path in
            try await Self.sound(path)
            let expected = try Self.content(of: path)
            let original = try Data(contentsOf: URL(filePath: path))
            for offset in stride(from: 24 + round * 7, to: original.count, by: 97) {
                var bytes = original
                bytes[offset] ^= UInt8(1 << round)
                try bytes.write(to: URL(filePath: path))
                let content = try? Self.content(of: path)
                #expect(content == nil || content == expected, "byte \(offset)")
            }
        }
    }

    @Test("gives everything before its first broken input to a new file")
    func salvage() async throws {
        try await withStatePath { path in
            try await Self.damaged(path, by: "UPDATE input SET instant = instant + 1 WHERE id = 4")

            let salvage = try StateInspection(path).salvage(to: path + ".new")

            #expect((salvage.worldCount, salvage.inputCount, salvage.lostCount) == (1, 3, 3))
            #expect(salvage.problems.map(\.record) == ["input 4"])
            #expect(try StateInspection(path + ".new").problems() == [])
            #expect(throws: StateError.self) { try StateInspection(path).salvage(to: path + ".new") }
        }
    }

    @Test("is none when it is of version 1: its records get checksums, and nothing is lost")
    func versionOne() async throws {
        try await withStatePath { path in
            try await Self.sound(path)
            let expected = try Self.content(of: path)
            try await DatabaseQueue(path: path).write { database in
                for column in ["plan", "tokens", "sequence", "life", "sum"] {
                    try database.execute(sql: "ALTER TABLE world DROP COLUMN \(column)")
                }
                try database.execute(sql: "ALTER TABLE input DROP COLUMN sum; DROP TABLE head; PRAGMA user_version = 1")
            }
            try await DatabaseQueue(path: path).writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA journal_mode = WAL")
            }
            #expect(try StateInspection(path).problems() == [])

            #expect(try Self.content(of: path) == expected)
            #expect(try StateInspection(path).version == 4)
            #expect(try StateInspection(path).problems() == [])
        }
    }

    @Test("is none when it is of version 3: its worlds are in their first life, and nothing is lost")
    func versionThree() async throws {
        try await withStatePath { path in
            try await Self.sound(path)
            let expected = try Self.content(of: path)
            let file = try StateFile(path)
            let sum = try #require(file.savedWorlds.first).sum(version: 3)
            try file.close()
            try await DatabaseQueue(path: path).write { database in
                try database.execute(sql: "ALTER TABLE world DROP COLUMN life; PRAGMA user_version = 3")
                try database.execute(sql: "UPDATE world SET sum = ?", arguments: [sum])
            }
            #expect(try StateInspection(path).problems() == [])

            #expect(try Self.content(of: path) == expected)
            #expect(try StateInspection(path).version == 4)
            #expect(try StateInspection(path).problems() == [])
        }
    }

    @Test("is made its owner's alone, also when others could read it before")
    func rights() async throws {
        try await withStatePath { path in
            try await Self.sound(path)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            try Data().write(to: URL(filePath: path + "-journal"))

            let file = try StateFile(path)

            for name in [path, path + "-journal"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: name)
                #expect(attributes[.posixPermissions] as? Int == 0o600)
            }
            try file.close()
        }
    }

    @Test("a restart whose last calls were lost gives names beyond the mark, the same in every later life")
    func mark() async throws {
        try await withStatePath { path in
            let mark = HighWater(
                instant: WorldConfiguration.testStart + .minutes(1),
                planOrdinal: 1 << 60,
                tokenCount: 40,
                journalSequence: 5000
            )
            let file = try StateFile(path)
            _ = try file.restore([.test()])
            try await file.write { StateBatch(marks: ["T": mark]) }
            try file.close()

            for _ in 0..<2 {
                let again = try StateFile(path)
                let replay = try #require(try again.restore([.test()]).replays["T"])
                #expect(replay.highWater == mark)
                try again.close()
            }
            var inputs: [RecordedInput] = []
            try StateFile(path).forEachInput { inputs.append($0) }
            #expect(inputs.count == 1)
        }
    }

    private static func damaged(_ path: String, by update: String) async throws {
        try await sound(path)
        try await DatabaseQueue(path: path).write { try $0.execute(sql: update) }
    }

    /// One world and six inputs.
    private static func sound(_ path: String) async throws {
        let file = try StateFile(path)
        _ = try file.restore([.test()])
        let inputs = (1...6).map { number in
            RecordedInput(
                tenantCode: "T",
                instant: WorldConfiguration.testStart + .milliseconds(Int64(number)),
                kind: number == 2 ? .mode(.manual) : .clock
            )
        }
        try await file.write { StateBatch(inputs: inputs) }
        try file.close()
    }

    private static func content(of path: String) throws -> [String] {
        let file = try StateFile(path)
        var content = file.savedWorlds.map { "\($0)" }
        try file.forEachInput { content.append("\($0)") }
        try file.close()
        return content
    }
}
