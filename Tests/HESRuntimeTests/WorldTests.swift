import HESContract
import HESRuntime
import HESSimulation
import Logging
import SimulationKernel
import Synchronization
import Testing

@Suite("Worlds at run time")
struct WorldTests {
    @Test("advancing answers when every push that fell due has been acknowledged")
    func barrier() async throws {
        let (simulator, publisher) = simulator(acknowledges: false)
        let world = try #require(simulator.worlds.first)
        let plans = plan(100, in: simulator)

        async let report = world.command(.advance(.seconds(1)))
        while publisher.pushes.count < 100 { await Task.yield() }
        for push in publisher.pushes { simulator.settle(push.id, failure: nil) }

        let fired = try await report.fired
        #expect(fired.count { $0.kind.name == "puback" } == 100)
        #expect(publisher.pushes.map(\.topic) == plans.map { "/T/\($0)" })
    }

    @Test("a barrier says how many pushes the broker did not acknowledge in time")
    func barrierGivesUp() async throws {
        let (simulator, _) = simulator(acknowledges: false)
        let world = try #require(simulator.worlds.first)
        _ = plan(3, in: simulator)

        let error = await #expect(throws: World.ClockError.self) {
            try await world.command(.advance(.seconds(1)), patience: .milliseconds(20))
        }

        guard case .notAcknowledged(3)? = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test("the clock never goes back")
    func neverBack() async throws {
        let world = try #require(simulator().simulator.worlds.first)

        await #expect(throws: World.ClockError.self) {
            try await world.command(.set(SimulatedInstant(milliseconds: 0)))
        }
    }

    @Test("a barrier that gives up leaves the others waiting")
    func barriersAreIndependent() async throws {
        let (simulator, publisher) = simulator(acknowledges: false)
        let world = try #require(simulator.worlds.first)
        _ = plan(1, in: simulator)

        async let patient = world.command(.advance(.seconds(1)))
        while publisher.pushes.isEmpty { await Task.yield() }
        await #expect(throws: World.ClockError.self) {
            try await world.command(.advance(.seconds(1)), patience: .milliseconds(5))
        }
        for push in publisher.pushes { simulator.settle(push.id, failure: nil) }

        #expect(try await patient.fired.contains { $0.kind.name == "puback" })
    }

    @Test("a push that the broker will never take makes its plan fail, and the report says why")
    func refusedPush() async throws {
        let (simulator, publisher) = simulator(acknowledges: false)
        let world = try #require(simulator.worlds.first)
        let plan = try #require(PlanID(parsing: plan(1, in: simulator)[0]))

        async let report = world.command(.advance(.seconds(1)))
        while publisher.pushes.isEmpty { await Task.yield() }
        for push in publisher.pushes { simulator.settle(push.id, failure: "queueFull") }

        let kinds = try await report.fired.map(\.kind.name)
        #expect(kinds.suffix(3) == ["push", "plan", "clock"])
        #expect(world.read { headEnd, _ in headEnd.plans.phase(of: plan) } == .failed)
    }

    @Test("advancing a fast clock is no going back")
    func fastClock() async throws {
        let world = try #require(simulator(mode: .scaled(1_000_000)).simulator.worlds.first)

        for _ in 0..<50 { _ = try await world.command(.advance(.milliseconds(1))) }
    }

    @Test("until idle leaves nothing to happen")
    func untilIdle() async throws {
        let (simulator, publisher) = simulator()
        let world = try #require(simulator.worlds.first)
        _ = plan(5, in: simulator)

        let report = try await world.command(.untilIdle)

        #expect(report.pending == 0)
        #expect(publisher.pushes.count == 5)
        #expect(report.now == Self.start + .milliseconds(200))
    }

    @Test("pushes of one world leave in order, whichever thread makes them due")
    func order() async throws {
        let (simulator, publisher) = simulator()
        let world = try #require(simulator.worlds.first)
        let plans = plan(2000, in: simulator)

        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<500 { _ = try? await world.command(.advance(.milliseconds(1))) }
                }
            }
        }

        #expect(publisher.pushes.map(\.topic) == plans.map { "/T/\($0)" })
    }

    @Test("a running clock delivers without being asked, and stops when told")
    func pacing() async throws {
        let (simulator, publisher) = simulator(mode: .scaled(1000))

        await withTaskGroup { group in
            group.addTask { try? await PacerService(simulator).run() }
            _ = plan(10, in: simulator)
            while publisher.pushes.count < 10 { await Task.yield() }
            group.cancelAll()
        }

        #expect(publisher.pushes.count == 10)
    }

    @Test("a reset sends the rest of an answer that leaves in chunks")
    func resetEndsDrips() throws {
        let drip = FaultRule(id: "drip", type: "drip", effect: .reply(Drip()))
        let (simulator, _) = simulator(faults: [drip])
        let parts = Mutex<[ReplyPart]>([])
        simulator.answer(request(.getToken, Self.credentials)) { part in parts.withLock { $0.append(part) } }

        try #require(simulator.worlds.first).reset([.clock])

        let sent = parts.withLock { $0 }
        guard sent.count == 2, case .answer(let reply) = sent[0], case .chunk(let rest, isLast: true) = sent[1] else {
            Issue.record("\(sent)")
            return
        }
        #expect(Array(reply.body.prefix(5)) + rest == reply.body)
    }

    private static let start = SimulatedInstant(milliseconds: 1_720_686_001_000)
    private static let credentials = #"{"tenantCode":"T","username":"u","password":"p","secretKey":"k"}"#

    private func simulator(
        mode: ClockMode = .manual,
        acknowledges: Bool = true,
        faults: [FaultRule] = []
    ) -> (simulator: Simulator, publisher: RecordingPublisher) {
        let simulator = Simulator(logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let publisher = RecordingPublisher { push in
            if acknowledges { simulator.settle(push.id, failure: nil) }
        }
        var configuration = WorldConfiguration(
            tenantCode: "T",
            users: [User(username: "u", password: "p", secretKey: "k")],
            start: Self.start
        )
        configuration.dcus = [DCUConfiguration(dcuNo: "D")]
        configuration.meterGroups = [MeterGroup(first: "1", dcu: 0)]
        configuration.faults = faults
        simulator.addWorld(configuration, mode: mode, publisher: publisher)
        return (simulator, publisher)
    }

    /// Makes plans and returns their names.
    private func plan(_ count: Int, in simulator: Simulator) -> [String] {
        let token = data("token", of: answer(.getToken, Self.credentials, simulator))
        return (0..<count).map { _ in
            data("planId", of: answer(.readSingle, #"{"devList":"1","cgcode":"5050","token":"\#(token)"}"#, simulator))
        }
    }

    private func answer(_ endpoint: Endpoint, _ body: String, _ simulator: Simulator) -> [UInt8] {
        let answer = Mutex<[UInt8]>([])
        simulator.answer(request(endpoint, body)) { part in
            guard case .answer(let reply) = part else { return }
            answer.withLock { $0 = reply.body }
        }
        return answer.withLock { $0 }
    }

    private func request(_ endpoint: Endpoint, _ body: String) -> CallRequest {
        var request = CallRequest(
            method: "POST",
            uri: endpoint.path,
            contentType: "application/json",
            headerToken: nil
        )
        request.append(Array(body.utf8))
        return request
    }

    private func data(_ name: String, of answer: [UInt8]) -> String {
        (try? JSONParser.parse(answer))?.value.member("data")?.value.member(name)?.value.string ?? ""
    }
}

/// Sends five bytes an hour.
private struct Drip: ReplyEffect {
    func change(_ reply: inout ReplyShape) { reply.transport = .drip(chunk: 5, every: .hours(1)) }
}

/// Takes pushes as the broker would, and keeps them.
final class RecordingPublisher: PushPublisher {
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
