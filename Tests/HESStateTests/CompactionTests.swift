import Foundation
import GRDB
import HESContract
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@testable import HESState

@Suite struct `A state file with snapshots` {
    @Test func `keeps the inputs after them alone, and gives the room back`() async throws {
        try await withStatePath { path in
            var replay = Replay(InitialWorld.test().configuration)
            let file = try StateFile(path)
            _ = try file.restore([.test()])
            let inputs = try Self.logins(5000, in: &replay)
            try await file.write { StateBatch(inputs: inputs) }
            let sizeBefore = try Self.size(of: path)
            let isLong = file.isLong
            let snapshot = try Self.snapshot(of: replay)
            try await file.write { StateBatch(inputs: [snapshot]) }
            let after = try Self.logins(3, in: &replay)
            try await file.write { StateBatch(inputs: after) }
            #expect((isLong, file.isLong) == (true, false))
            try file.close()

            let size = try Self.size(of: path)
            #expect(size < sizeBefore / 2)
            #expect(try StateInspection(path).problems() == [])
            let again = try StateFile(path)
            let restored = try again.restore([.test()])
            #expect(restored.inputCount == 1 + 3)
            #expect(restored.replays["T"]?.highWater == replay.highWater)
            #expect(restored.replays["T"]?.tokens.map(\.token) == replay.tokens.map(\.token))
        }
    }

    @Test func `keeps every input until each world has one`() async throws {
        try await withStatePath { path in
            let file = try StateFile(path)
            let worlds = ["A", "B"].map { InitialWorld.test(tenantCode: $0) }
            _ = try file.restore(worlds)
            var (a, b) = (Replay(worlds[0].configuration), Replay(worlds[1].configuration))
            let inputs = try Self.logins(2, in: &a) + Self.logins(2, in: &b)
            try await file.write { StateBatch(inputs: inputs) }
            let first = try Self.snapshot(of: a)
            try await file.write { StateBatch(inputs: [first]) }
            // Of A its snapshot, of B every input.
            #expect(try file.restore(worlds).inputCount == 1 + 2)

            let second = try Self.logins(1, in: &a) + [Self.snapshot(of: b)]
            try await file.write { StateBatch(inputs: second) }
            try file.close()
            let again = try StateFile(path)
            let restored = try again.restore(worlds)
            #expect(restored.inputCount == 1 + 1 + 1)
            #expect(restored.replays["A"]?.highWater == a.highWater)
            #expect(restored.replays["B"]?.highWater == b.highWater)
        }
    }

    @Test func `is salvaged up to the damage, without what the snapshots made superfluous`() async throws {
        try await withStatePath { path in
            let file = try StateFile(path)
            _ = try file.restore([.test()])
            var replay = Replay(InitialWorld.test().configuration)
            let before = try Self.logins(4, in: &replay)
            let batch = before + [try Self.snapshot(of: replay)] + (try Self.logins(4, in: &replay))
            try await file.write { StateBatch(inputs: batch) }
            try file.close()
            try Self.execute("UPDATE input SET header = 'x' WHERE id = 8", on: path)

            #expect(try StateInspection(path).problems().first?.record == "input 8")
            #expect(throws: StateError.self) { _ = try StateFile(path).restore([.test()]) }
            let output = path + ".salvaged"
            let salvage = try StateInspection(path).salvage(to: output)
            #expect((salvage.inputCount, salvage.lostCount) == (3, 2))
            #expect(try StateFile(output).restore([.test()]).inputCount == 3)
        }
    }

    /// As many calls that leave a trace, a second apart.
    private static func logins(_ count: Int, in replay: inout Replay) throws -> [RecordedInput] {
        try (0..<count).map { _ in
            let configuration = replay.headEnd.configuration
            let user = configuration.users[0]
            let login =
                #"{"tenantCode":"\#(configuration.tenantCode)","username":"\#(user.username)","#
                + #""password":"\#(user.password)","secretKey":"\#(user.secretKey)"}"#
            let input = RecordedInput(
                tenantCode: configuration.tenantCode,
                instant: replay.instant + .seconds(1),
                kind: .call(.getToken, headerToken: nil, body: Array(login.utf8))
            )
            try replay.apply(input)
            return input
        }
    }

    private static func snapshot(of replay: Replay) throws -> RecordedInput {
        let snapshot = WorldSnapshot(of: replay.headEnd, mode: replay.mode)
        return RecordedInput(
            tenantCode: snapshot.tenantCode,
            instant: snapshot.instant,
            kind: .snapshot(try snapshot.encoded())
        )
    }

    private static func size(of path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    }

    private static func execute(_ sql: String, on path: String) throws {
        let queue = try Schema.open(path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }
}
