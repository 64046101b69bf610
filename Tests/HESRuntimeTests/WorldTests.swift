import HESContract
import HESRuntime
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport
import Synchronization
import Testing

@Suite("Worlds at run time")
struct WorldTests {
    @Test("advancing answers when every push that fell due has been acknowledged")
    func barrier() async throws {
        let test = TestSimulator(acknowledges: false)
        let plans = Self.makePlans(100, in: test)

        async let report = test.world.command(.advance(.seconds(1)))
        while test.pushes.count < 100 { await Task.yield() }
        for push in test.pushes { test.settle(push) }

        let fired = try await report.fired
        #expect(fired.count { $0.kind.name == "puback" } == 100)
        #expect(test.pushes.map(\.topic) == plans.map { "/T/\($0)" })
    }

    @Test("a barrier says how many pushes the broker did not acknowledge in time")
    func barrierGivesUp() async throws {
        let test = TestSimulator(acknowledges: false)
        _ = Self.makePlans(3, in: test)

        let error = await #expect(throws: World.ClockError.self) {
            try await test.world.command(.advance(.seconds(1)), patience: .milliseconds(20))
        }

        guard case .notAcknowledged(3)? = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
    }

    @Test("the clock never goes back")
    func neverBack() async throws {
        let world = TestSimulator().world

        await #expect(throws: World.ClockError.self) {
            try await world.command(.set(SimulatedInstant(milliseconds: 0)))
        }
    }

    @Test("a barrier that gives up leaves the others waiting")
    func barriersAreIndependent() async throws {
        let test = TestSimulator(acknowledges: false)
        _ = Self.makePlans(1, in: test)

        async let patient = test.world.command(.advance(.seconds(1)))
        while test.pushes.isEmpty { await Task.yield() }
        await #expect(throws: World.ClockError.self) {
            try await test.world.command(.advance(.seconds(1)), patience: .milliseconds(5))
        }
        for push in test.pushes { test.settle(push) }

        #expect(try await patient.fired.contains { $0.kind.name == "puback" })
    }

    @Test("a push that the broker will never take makes its plan fail, and the report says why")
    func refusedPush() async throws {
        let test = TestSimulator(acknowledges: false)
        let plan = try #require(PlanID(parsing: Self.makePlans(1, in: test)[0]))

        async let report = test.world.command(.advance(.seconds(1)))
        while test.pushes.isEmpty { await Task.yield() }
        for push in test.pushes { test.settle(push, failure: "queueFull") }

        let kinds = try await report.fired.map(\.kind.name)
        #expect(kinds.suffix(3) == ["push", "plan", "clock"])
        #expect(test.world.read { headEnd, _ in headEnd.plans.phase(of: plan) } == .failed)
    }

    @Test("a push that is lost after its acknowledgement makes its plan fail, once, and is counted and told")
    func lostAfterAcknowledgement() async throws {
        let test = TestSimulator()
        let plan = test.plan(.readSingle, with: #""devList":"1001","cgcode":"5069""#)
        await test.move(.seconds(1))
        let push = try #require(test.pushes.first)
        let planID = try #require(PlanID(parsing: plan))
        #expect(test.world.read { headEnd, _ in headEnd.plans.phase(of: planID) } == .published)

        for _ in 0..<2 { test.simulator.lose([push.id, PushID(world: 77, number: 1)], count: 3) }

        #expect(test.world.read { headEnd, _ in headEnd.plans.phase(of: planID) } == .failed)
        let told = test.world.read { headEnd, _ in headEnd.journal.entries(from: 0) }.filter {
            if case .pushFailed(planID, ticket: push.id.number, _) = $0.kind { true } else { false }
        }
        #expect(told.count == 1)
        #expect(test.simulator.metrics.pushes.lostCount == 6)
    }

    @Test("advancing a fast clock is no going back")
    func fastClock() async throws {
        let world = TestSimulator(mode: .scaled(1_000_000)).world

        for _ in 0..<50 { _ = try await world.command(.advance(.milliseconds(1))) }
    }

    @Test("until idle leaves nothing to happen")
    func untilIdle() async throws {
        let test = TestSimulator()
        _ = Self.makePlans(5, in: test)

        let report = try await test.world.command(.untilIdle)

        #expect(report.pending == 0)
        #expect(test.pushes.count == 5)
        #expect(report.now == WorldConfiguration.testStart + .milliseconds(200))
    }

    @Test("pushes of one world leave in order, whichever thread makes them due")
    func order() async throws {
        let test = TestSimulator()
        let plans = Self.makePlans(2000, in: test)

        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<500 { _ = try? await test.world.command(.advance(.milliseconds(1))) }
                }
            }
        }

        #expect(test.pushes.map(\.topic) == plans.map { "/T/\($0)" })
    }

    @Test("a running clock delivers without being asked, and stops when told")
    func pacing() async throws {
        let test = TestSimulator(mode: .scaled(1000))

        await withTaskGroup { group in
            group.addTask { try? await PacerService(test.simulator).run() }
            _ = Self.makePlans(10, in: test)
            while test.pushes.count < 10 { await Task.yield() }
            group.cancelAll()
        }

        #expect(test.pushes.count == 10)
    }

    @Test("the publisher is told which part of a result a push is")
    func parts() async {
        var configuration = WorldConfiguration.test()
        configuration.dialect.pushParts = .split
        let test = TestSimulator(configuration)
        test.plan(.readSingle, with: #""devList":"1001,1002","cgcode":"5050""#)
        await test.move(.seconds(1))

        #expect(test.pushes.map { $0.part?.index } == [0, 1])
        #expect(test.pushes.map { $0.part?.count } == [2, 2])
    }

    @Test("a cancelled command of the clock goes no further")
    func cancelled() async {
        let test = TestSimulator(acknowledges: false)
        _ = Self.makePlans(1, in: test)
        let moving = Task { try await test.world.command(.advance(.hours(1))) }
        while test.pushes.isEmpty { await Task.yield() }

        moving.cancel()

        await #expect(throws: CancellationError.self) { try await moving.value }
        #expect(test.world.now == WorldConfiguration.testStart + .milliseconds(200))
    }

    @Test("the next part of an answer that drips is scheduled before its beginning is sent")
    func dripIsScheduled() {
        let test = Self.dripping
        let next = Mutex<SimulatedInstant?>(nil)

        test.simulator.answer(Self.login) { part in
            guard case .answer = part else { return }
            let event = test.world.read { headEnd, _ in headEnd.nextEvent }
            next.withLock { $0 = event }
        }

        #expect(next.withLock { $0 } == WorldConfiguration.testStart + .hours(1))
    }

    @Test("an answer that drips leaves whole, part by part")
    func dripLeaves() async throws {
        let test = Self.dripping
        let parts = Mutex<[ReplyPart]>([])
        test.simulator.answer(Self.login) { part in parts.withLock { $0.append(part) } }

        _ = try await test.world.command(.untilIdle)

        let sent = parts.withLock { $0 }
        guard case .answer(let reply)? = sent.first else {
            Issue.record("\(sent)")
            return
        }
        let chunks = sent.compactMap { if case .chunk(let bytes, let isLast) = $0 { (bytes, isLast) } else { nil } }
        #expect(reply.body.prefix(5) + chunks.flatMap(\.0) == reply.body[...])
        #expect(chunks.map(\.1) == chunks.indices.map { $0 == chunks.count - 1 })
    }

    @Test("a reset sends the rest of an answer that leaves in chunks")
    func resetEndsDrips() throws {
        let test = Self.dripping
        let parts = Mutex<[ReplyPart]>([])
        test.simulator.answer(Self.login) { part in parts.withLock { $0.append(part) } }

        test.world.reset([.clock])

        let sent = parts.withLock { $0 }
        guard sent.count == 2, case .answer(let reply) = sent[0], case .chunk(let rest, isLast: true) = sent[1] else {
            Issue.record("\(sent)")
            return
        }
        #expect(Array(reply.body.prefix(5)) + rest == reply.body)
    }

    private static var dripping: TestSimulator {
        var configuration = WorldConfiguration.test()
        configuration.faults = [FaultRule(id: "drip", type: "drip", effect: .reply(Drip()))]
        return TestSimulator(configuration)
    }

    private static var login: CallRequest {
        var request = CallRequest(
            method: "POST",
            uri: Endpoint.getToken.path,
            contentType: "application/json",
            headerToken: nil
        )
        request.append(Array("{\(User.demo.login())}".utf8))
        return request
    }

    private static func makePlans(_ count: Int, in test: TestSimulator) -> [String] {
        (0..<count).map { _ in test.plan(.readSingle, with: #""devList":"1001","cgcode":"5050""#) }
    }
}

/// Sends five bytes an hour.
private struct Drip: ReplyEffect {
    func change(_ reply: inout ReplyShape) { reply.transport = .drip(chunk: 5, every: .hours(1)) }
}
