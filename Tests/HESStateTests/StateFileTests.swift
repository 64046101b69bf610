import Foundation
import GRDB
import HESContract
import HESRuntime
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@testable import HESState

@Suite("State file")
struct StateFileTests {
    @Test("inputs come back as they were written, in their order")
    func roundTrip() async throws {
        try await withStatePath { path in
            let inputs = Self.everyKind
            let file = try StateFile(path)
            try await file.write { StateBatch(inputs: inputs) }
            try file.close()

            #expect(try Self.inputs(of: path) == inputs.map { "\($0)" })
        }
    }

    @Test("worlds come back with their start and where their clock was seen")
    func worlds() async throws {
        try await withStatePath { path in
            let file = try StateFile(path)
            _ = try file.restore([.test()])
            try await file.write {
                StateBatch(marks: ["T": HighWater(start: WorldConfiguration.testStart + .minutes(5))])
            }

            let restored = try file.restore([.test()])

            #expect(file.starts == ["T": WorldConfiguration.testStart])
            #expect(restored.replays["T"]?.instant == WorldConfiguration.testStart + .minutes(5))
        }
    }

    @Test("what is committed is there although the file was never closed")
    func unclosed() async throws {
        try await withStatePath { path in
            let file = try StateFile(path)
            try await file.write { StateBatch(inputs: Self.everyKind) }

            let beside = try DatabaseQueue(path: path)
            let count = try await beside.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM input") }

            #expect(count == Self.everyKind.count)
        }
    }

    @Test("a file of something else is refused and left as it is", arguments: ["text", "a line of text\n", "database"])
    func foreign(content: String) async throws {
        try await withStatePath { path in
            if content == "database" {
                try await DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE other (id INTEGER)") }
            } else {
                try Data(content.utf8).write(to: URL(filePath: path))
            }
            let before = try Data(contentsOf: URL(filePath: path))

            #expect(throws: StateError.foreign(path: path)) { try StateFile(path) }
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
        }
    }

    @Test("a state file whose pages are destroyed is refused as damaged")
    func damaged() async throws {
        try await withStatePath { path in
            try StateFile(path).close()
            let handle = try FileHandle(forUpdating: URL(filePath: path))
            try handle.seek(toOffset: 100)
            try handle.write(contentsOf: Data(repeating: 0xFF, count: 8000))
            try handle.close()

            let error = #expect(throws: StateError.self) { try StateFile(path) }

            guard case .damaged = error else {
                Issue.record("another error: \(String(describing: error))")
                return
            }
        }
    }

    @Test("a file of a later version is refused")
    func newer() async throws {
        try await withStatePath { path in
            try StateFile(path).close()
            try await DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 99") }

            #expect(throws: StateError.newer(path: path, version: 99)) { try StateFile(path) }
        }
    }

    @Test("a file that cannot be made says so")
    func noDirectory() async throws {
        try await withStatePath { path in
            let error = #expect(throws: StateError.self) { try StateFile(path + "/no/such/directory") }

            #expect(error == .noDirectory(path: path + "/no/such/directory", directory: path + "/no/such"))
        }
    }

    @Test("a second simulator is refused while the first has the file, and welcome afterwards")
    func secondOpener() async throws {
        try await withStatePath { path in
            let first = try StateFile(path)
            #expect(throws: StateError.inUse(path: path)) { try StateFile(path) }

            try first.close()

            _ = try StateFile(path)
        }
    }

    @Test("another scenario, another seed and a tenant that is gone are refused")
    func otherScenario() async throws {
        try await withStatePath { path in
            let file = try StateFile(path)
            _ = try file.restore([.test()])
            let refusal = StateError.otherScenario(path: path, tenantCode: "T")

            #expect(throws: refusal) { try file.restore([.test(scenario: "another")]) }
            #expect(throws: refusal) { try file.restore([.test(seed: 2)]) }
            #expect(throws: refusal) { try file.restore([.test(tenantCode: "U")]) }
        }
    }

    @Test(
        "inputs that no longer do what they did are refused",
        arguments: [
            .settle(ticket: 1, failure: nil), .call(.readSingle, headerToken: "gone", body: []), .snapshot([1, 2, 3]),
            .arm(rules: Array("[{}]".utf8)), .disarm("gone"), .replace(document: Array("{}".utf8)),
        ] as [RecordedInput.Kind]
    )
    func diverged(kind: RecordedInput.Kind) async throws {
        try await withStatePath { path in
            let file = try StateFile(path)
            _ = try file.restore([.test()])
            let input = RecordedInput(tenantCode: "T", instant: WorldConfiguration.testStart, kind: kind)
            try await file.write { StateBatch(inputs: [input]) }

            let error = #expect(throws: StateError.self) { try file.restore([.test()]) }
            guard case .diverged(path, tenantCode: "T", _) = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test(
        "a column that holds something else is told as damage, by name",
        arguments: [
            ("world SET now = 'x'", "now"), ("world SET start = 9223372036854775807", "start"),
            ("world SET scenario = x'ff00'", "scenario"), ("world SET tenant = NULL", "tenant"),
            ("input SET instant = 'x'", "instant"), ("input SET instant = -9223372036854775808", "instant"),
            ("input SET kind = x'ff'", "kind"), ("input SET kind = 'other'", "kind"),
            ("input SET endpoint = 'other' WHERE kind = 'call'", "endpoint"),
            ("input SET header = x'ff' WHERE kind = 'call'", "header"),
            ("input SET body = NULL WHERE kind = 'call'", "body"),
            ("input SET ticket = 'x' WHERE kind = 'settle'", "ticket"),
            ("input SET body = 'sometimes' WHERE kind = 'mode'", "body"),
            ("input SET body = 'fault' WHERE kind = 'reset'", "body"),
            ("input SET body = NULL WHERE kind = 'arm'", "body"),
            ("input SET body = NULL WHERE kind = 'disarm'", "body"),
            ("input SET body = 7 WHERE kind = 'revoke'", "body"),
            ("input SET body = NULL WHERE kind = 'replace'", "body"),
            ("world SET life = -1", "life"),
        ]
    )
    func damagedColumn(update: String, column: String) async throws {
        try await withStatePath { path in
            let file = try StateFile(path)
            _ = try file.restore([.test()])
            try await file.write { StateBatch(inputs: Self.everyKind) }
            try file.close()
            try await DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE \(update)") }

            let error = #expect(throws: StateError.self) {
                let damaged = try StateFile(path)
                try damaged.forEachInput { _ in }
            }

            guard case .damaged(path, let reason) = error else {
                Issue.record("another error: \(String(describing: error))")
                return
            }
            #expect(reason.contains("'\(column)'"))
        }
    }

    private static let everyKind: [RecordedInput] = {
        let kinds: [RecordedInput.Kind] = [
            .call(.getToken, headerToken: nil, body: Array("{\(User.demo.login())}".utf8)),
            .call(.readSingle, headerToken: "tökén", body: [0x7B, 0xFF, 0x00, 0x7D]),
            .settle(ticket: 1, failure: nil), .settle(ticket: 1 << 40, failure: "queueFull"),
            .clock,
            .resume(
                HighWater(
                    instant: WorldConfiguration.testStart + .milliseconds(5),
                    planOrdinal: -7,
                    tokenCount: 3,
                    journalSequence: 9,
                    life: 2
                )
            ), .arm(rules: Array(#"[{"id":"ä","effect":{"type":"pushDrop"}}]"#.utf8)), .disarm("ä"),
            .revoke(username: nil), .revoke(username: "demo"), .reset([.journal, .faults]), .reset([.all]),
            .replace(document: Array("{}".utf8)), .mode(.manual), .mode(.real), .mode(.scaled(0.5)), .mode(.scaled(60)),
        ]
        return kinds.enumerated().map { number, kind in
            RecordedInput(
                tenantCode: "T",
                instant: WorldConfiguration.testStart + .milliseconds(Int64(number)),
                kind: kind
            )
        }
    }()

    private static func inputs(of path: String) throws -> [String] {
        var inputs: [String] = []
        try StateFile(path).forEachInput { inputs.append("\($0)") }
        return inputs
    }
}
