import HESContract
import HESRuntime
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport
import Testing

@testable import HESState

@Suite("A world replayed from its inputs")
struct ReplayTests {
    @Test(
        "answers as the world that was left would have, with the same next plan and the same pushes, also from a snapshot",
        arguments: [false, true]
    )
    func sameWorld(hasSnapshot: Bool) async throws {
        try await withStatePath { path in
            let left = try await Life.of(path)
            try await left.busyMorning()
            try await left.save(hasSnapshot: hasSnapshot)
            let again = try await Life.of(path, goingOn: true)

            let expected = try await left.afternoon()
            let actual = try await again.afternoon()

            #expect(actual == expected)
            #expect(expected.answers.allSatisfy { $0.contains(#""code":200"#) })
            #expect(expected.pushes.count == 6)
        }
    }

    @Test(
        "publishes what the broker had not acknowledged, once, first and in order, and nothing that it had",
        arguments: [false, true]
    )
    func owed(hasSnapshot: Bool) async throws {
        try await withStatePath { path in
            let left = try await Life.of(path, acknowledges: false)
            let plans = (0..<5).map { _ in left.read("1001") }
            await left.test.move(.seconds(10))
            left.test.settle(left.test.pushes[1])
            left.test.settle(left.test.pushes[3])
            try await left.save(hasSnapshot: hasSnapshot)

            let again = try await Life.of(path, goingOn: true)

            #expect(again.test.pushes.map(\.topic) == [0, 2, 4].map { "/T/\(plans[$0])" })
            #expect(again.test.pushes.map(\.payload) == [0, 2, 4].map { left.test.pushes[$0].payload })
        }
    }

    @Test("has acknowledged in its second life what it published there")
    func settledInTheSecondLife() async throws {
        try await withStatePath { path in
            let left = try await Life.of(path, acknowledges: false)
            left.read("1001")
            await left.test.move(.seconds(10))
            try await left.save()
            let second = try await Life.of(path, goingOn: true)
            try await second.save()

            let third = try await Life.of(path, goingOn: true)

            #expect(second.test.pushes.count == 1)
            #expect(third.test.pushes.isEmpty)
        }
    }

    @Test(
        "goes on at the instant and in the mode in which it was left",
        arguments: [ClockMode.manual, .scaled(0.001)],
        [false, true]
    )
    func clock(mode: ClockMode, hasSnapshot: Bool) async throws {
        try await withStatePath { path in
            let left = try await Life.of(path)
            _ = try await left.test.world.command(.setMode(.scaled(0.001)))
            await left.test.move(.minutes(90))
            _ = try await left.test.world.command(.setMode(.manual))
            let now = left.test.world.now
            _ = try await left.test.world.command(.setMode(mode))
            try await left.save(hasSnapshot: hasSnapshot)

            let again = try await Life.of(path, goingOn: true)

            #expect(again.test.world.read { $1.mode } == mode)
            // The slow clock takes a quarter of an hour for the second that it may be ahead.
            let passed = again.test.world.now - now
            #expect(passed >= .zero && passed <= (mode == .manual ? .zero : .seconds(1)))
        }
    }

    @Test("goes on after a rejected call in every dialect", arguments: DialectCatalogue.packs.map(\.name))
    func rejected(pack: String) async throws {
        try await withStatePath { path in
            let dialect = try #require(DialectCatalogue.dialect(ofPack: pack))
            let left = try await Life.of(path, in: dialect)
            _ = left.test.logIn()
            left.test.call(.relay, with: #""devList":"1001","controlMode":3"#, token: "none")
            try await left.save()

            _ = try await Life.of(path, goingOn: true, in: dialect)
        }
    }

    @Test("keeps neither rejected calls nor history calls")
    func onlyChanges() async throws {
        try await withStatePath { path in
            let left = try await Life.of(path)
            left.test.call(.getToken, with: #""tenantCode":"T""#)
            left.test.call(.readSingle, with: "no JSON")
            left.test.call(.relay, with: #""devList":"1001","controlMode":1"#, token: "none")
            let token = left.test.logIn()
            let window = #""start":"2024-07-01 00:00:00","end":"2024-07-02 00:00:00","curPage":1,"pageSize":5"#
            let page = left.test.call(
                .historySingle,
                with: #""devList":"1001","cgcode":"5069",\#(window)"#,
                token: token
            )
            try await left.save()

            #expect(page.contains(#""code":200"#))
            #expect(try StateFile(path).restore([.test()]).inputCount == 1)
        }
    }
}

/// One life of a world that is kept in a file: from its start, or from where the file left it, to its end.
private final class Life: Sendable {
    struct Afternoon: Equatable {
        var answers: [String]
        var pushes: [String]
    }

    let test: TestSimulator
    private let file: StateFile
    private let recorder: StateRecorder

    static func of(
        _ path: String,
        goingOn: Bool = false,
        acknowledges: Bool = true,
        in dialect: Dialect = Dialect()
    ) async throws -> Life {
        let file = try StateFile(path)
        let restored = try file.restore([.test(dialect: dialect)])
        let replay = try #require(restored.replays["T"])
        #expect((restored.inputCount > 0) == goingOn)
        return Life(file, replay, acknowledges: acknowledges)
    }

    private init(_ file: StateFile, _ replay: Replay, acknowledges: Bool) {
        self.file = file
        recorder = StateRecorder(file, logger: TestSimulator.logger)
        test = TestSimulator(
            replay,
            mode: replay.mode ?? .manual,
            recorder: recorder,
            acknowledges: acknowledges
        )
    }

    /// Writes the file, with a snapshot or without; what happens afterwards is lost.
    func save(hasSnapshot: Bool = false) async throws {
        if hasSnapshot { test.world.recordSnapshot() }
        try await recorder.flush(marks: ["T": test.world.highWater(isAhead: false)], isLast: true)
        try file.close()
    }

    func busyMorning() async throws {
        let token = test.logIn()
        _ = try await test.world.command(.advance(.minutes(30)))
        let answers = [
            test.call(.relay, with: #""devList":"1002","controlMode":1"#, token: token),
            test.call(.removeArchive, with: #""dcuNo":"D0","archives":["1003"]"#, token: token),
        ]
        #expect(answers.allSatisfy { $0.contains(#""code":200"#) })
        _ = try await test.world.command(.untilIdle)
        read("1001,1002,1003")
        _ = try await test.world.command(.advance(.milliseconds(300)))
        read("1001")
    }

    /// What the world answers and publishes from now on.
    func afternoon() async throws -> Afternoon {
        let before = test.pushes.count
        let token = test.logIn()
        let answers = [
            test.call(.getToken, with: User.demo.login()),
            test.call(.readSingle, with: #""devList":"1001,1002,1003","cgcode":"5053""#, token: token),
            test.call(.readArchive, with: #""dcuNo":"D0""#, token: token),
            test.call(.addArchive, with: #""dcuNo":"D0","archives":[{"devAddr":"7","status":"1"}]"#, token: token),
            test.call(.readSingle, with: #""devList":"1002,7","cgcode":"5069""#, token: token),
        ]
        _ = try await test.world.command(.untilIdle)
        let published = test.pushes.dropFirst(before).map { push in
            "\(push.id.number) \(push.topic) " + String(decoding: push.payload, as: UTF8.self)
        }
        return Afternoon(answers: answers, pushes: published)
    }

    /// - Returns: the plan's name.
    @discardableResult
    func read(_ devList: String) -> String {
        test.plan(.readSingle, with: #""devList":"\#(devList)","cgcode":"5069""#)
    }
}
