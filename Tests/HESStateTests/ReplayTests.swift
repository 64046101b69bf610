import HESContract
import HESRuntime
import HESSimulation
import Logging
import SimulationKernel
import Synchronization
import Testing

@testable import HESState

@Suite("A world replayed from its inputs")
struct ReplayTests {
    @Test("answers as the world that was left would have, with the same next plan and the same pushes")
    func sameWorld() async throws {
        try await withStatePath { path in
            let left = try await Life.of(path)
            try await left.busyMorning()
            try await left.save()
            let again = try await Life.of(path, goingOn: true)

            let expected = try await left.afternoon()
            let actual = try await again.afternoon()

            #expect(actual == expected)
            #expect(expected.answers.allSatisfy { $0.contains(#""code":200"#) })
            #expect(expected.pushes.count == 6)
        }
    }

    @Test("publishes what the broker had not acknowledged, once, first and in order, and nothing that it had")
    func owed() async throws {
        try await withStatePath { path in
            let left = try await Life.of(path, acknowledges: false)
            let plans = try (0..<5).map { _ in try left.plan("1001") }
            await left.move(.seconds(10))
            left.settle(left.pushes[1])
            left.settle(left.pushes[3])
            try await left.save()

            let again = try await Life.of(path, goingOn: true)

            #expect(again.pushes.map(\.topic) == [0, 2, 4].map { "/T/\(plans[$0])" })
            #expect(again.pushes.map(\.payload) == [0, 2, 4].map { left.pushes[$0].payload })
        }
    }

    @Test("has acknowledged in its second life what it published there")
    func settledInTheSecondLife() async throws {
        try await withStatePath { path in
            let left = try await Life.of(path, acknowledges: false)
            _ = try left.plan("1001")
            await left.move(.seconds(10))
            try await left.save()
            let second = try await Life.of(path, goingOn: true)
            try await second.save()

            let third = try await Life.of(path, goingOn: true)

            #expect(second.pushes.count == 1)
            #expect(third.pushes.isEmpty)
        }
    }

    @Test("goes on at the instant and in the mode in which it was left")
    func clock() async throws {
        try await withStatePath { path in
            let left = try await Life.of(path)
            _ = try await left.world.command(.setMode(.scaled(0.001)))
            await left.move(.minutes(90))
            _ = try await left.world.command(.setMode(.manual))
            let now = left.world.now
            try await left.save()

            let again = try await Life.of(path, goingOn: true)

            #expect(again.world.now == now)
            #expect(again.world.read { $1.mode } == .manual)
        }
    }

    @Test("keeps neither rejected calls nor history calls")
    func onlyChanges() async throws {
        try await withStatePath { path in
            let left = try await Life.of(path)
            left.call(.getToken, #"{"tenantCode":"T"}"#)
            left.call(.readSingle, "no JSON")
            left.call(.relay, #"{"devList":"1001","controlMode":1,"token":"none"}"#)
            let token = try left.logIn()
            let window = #""start":"2024-07-01 00:00:00","end":"2024-07-02 00:00:00","curPage":1,"pageSize":5"#
            let page = left.call(.historySingle, #"{"devList":"1001","cgcode":"5069",\#(window),"token":"\#(token)"}"#)
            try await left.save()

            #expect(page.contains(#""code":200"#))
            #expect(try StateFile(path).restore([TestWorld.initial()]).inputCount == 1)
        }
    }
}

/// A simulator of one manual world, from its start or from its file to its end.
private final class Life: Sendable {
    struct Afternoon: Equatable {
        var answers: [String]
        var pushes: [String]
    }

    private let simulator = Simulator(logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    private let publisher: Publisher
    private let file: StateFile
    private let recorder: StateRecorder

    var pushes: [OutgoingPush] { publisher.pushes }
    var world: World { simulator.worlds[0] }

    static func of(_ path: String, goingOn: Bool = false, acknowledges: Bool = true) async throws -> Life {
        let file = try StateFile(path)
        let restored = try file.restore([TestWorld.initial()])
        let replay = try #require(restored.replays["T"])
        #expect((restored.inputCount > 0) == goingOn)
        return Life(file, replay, acknowledges: acknowledges)
    }

    private init(_ file: StateFile, _ replay: Replay, acknowledges: Bool) {
        self.file = file
        recorder = StateRecorder(file, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        publisher = Publisher { [simulator] push in
            if acknowledges { simulator.settle(push.id, failure: nil) }
        }
        let surroundings = Simulator.Surroundings(publisher: publisher)
        simulator.addWorld(replay, mode: replay.mode ?? .manual, surroundings, recorder: recorder)
    }

    /// What it does afterwards is kept no more.
    func save() async throws {
        try await recorder.flush(seen: ["T": world.now])
        try file.close()
    }

    func busyMorning() async throws {
        let token = try logIn()
        _ = try await world.command(.advance(.minutes(30)))
        let answers = [
            call(.relay, #"{"devList":"1002","controlMode":1,"token":"\#(token)"}"#),
            call(.removeArchive, #"{"dcuNo":"D","archives":["1003"],"token":"\#(token)"}"#),
        ]
        #expect(answers.allSatisfy { $0.contains(#""code":200"#) })
        _ = try await world.command(.untilIdle)
        _ = try plan("1001,1002,1003")
        _ = try await world.command(.advance(.milliseconds(300)))
        _ = try plan("1001")
    }

    /// What the world says and publishes from now on.
    func afternoon() async throws -> Afternoon {
        let before = pushes.count
        let token = try logIn()
        let answers = [
            call(.getToken, TestWorld.credentials),
            call(.readSingle, #"{"devList":"1001,1002,1003","cgcode":"5053","token":"\#(token)"}"#),
            call(.readArchive, #"{"dcuNo":"D","token":"\#(token)"}"#),
            call(.addArchive, #"{"dcuNo":"D","archives":[{"devAddr":"7","status":"1"}],"token":"\#(token)"}"#),
            call(.readSingle, #"{"devList":"1002,7","cgcode":"5069","token":"\#(token)"}"#),
        ]
        _ = try await world.command(.untilIdle)
        let published = pushes.dropFirst(before).map { push in
            "\(push.id.number) \(push.topic) " + String(decoding: push.payload, as: UTF8.self)
        }
        return Afternoon(answers: answers, pushes: published)
    }

    /// Without waiting for the broker.
    func move(_ duration: SimulatedDuration) async {
        _ = try? await world.command(.advance(duration), patience: .zero)
    }

    func settle(_ push: OutgoingPush) {
        simulator.settle(push.id, failure: nil)
    }

    @discardableResult
    func call(_ endpoint: Endpoint, _ body: String) -> String {
        let answer = Mutex("")
        var request = CallRequest(
            method: "POST",
            uri: endpoint.path,
            contentType: "application/json",
            headerToken: nil
        )
        request.append(Array(body.utf8))
        simulator.answer(request) { part in
            guard case .answer(let reply) = part else { return }
            answer.withLock { $0 = String(decoding: reply.body, as: UTF8.self) }
        }
        return answer.withLock { $0 }
    }

    func logIn() throws -> String {
        try #require(member("token", of: call(.getToken, TestWorld.credentials)))
    }

    func plan(_ devList: String) throws -> String {
        let token = try logIn()
        let answer = call(.readSingle, #"{"devList":"\#(devList)","cgcode":"5069","token":"\#(token)"}"#)
        return try #require(member("planId", of: answer))
    }

    private func member(_ name: String, of answer: String) -> String? {
        (try? JSONParser.parse(Array(answer.utf8)))?.value.member("data")?.value.member(name)?.value.string
    }
}

/// Takes pushes as the broker would, and keeps them.
private final class Publisher: PushPublisher {
    private let recorded = Mutex<[OutgoingPush]>([])
    private let onPush: @Sendable (OutgoingPush) -> Void

    init(onPush: @escaping @Sendable (OutgoingPush) -> Void) {
        self.onPush = onPush
    }

    var pushes: [OutgoingPush] { recorded.withLock { $0 } }

    func publish(_ push: OutgoingPush) {
        recorded.withLock { $0.append(push) }
        onPush(push)
    }
}
