import HESContract
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Synchronization
import Testing

@testable import HESRuntime

@Suite("A world with more than it can push")
struct WorldLoadTests {
    @Test("beyond the rows that may wait a call is refused as busy at once; when they have left, it is accepted")
    func rows() {
        let gate = Gate()
        let test = Self.test(Limits(maxWaitingRows: 40), mode: .real, threads: 1) { _ in gate.wait() }
        let accepted = (0..<9).map { _ in test.plan(.readSingle, with: Self.thirteenMeters) }

        #expect(accepted.prefix(3).allSatisfy { $0.hasPrefix("P00") })
        #expect(accepted.suffix(6).allSatisfy { $0 == Self.busy })
        #expect(test.simulator.metrics.refusedCallCount == 6)
        let refusals = test.world.read { headEnd, _ in headEnd.journal.entries(from: 1).filter(\.isBusy) }
        #expect(refusals.count == 6)
        gate.open()
    }

    @Test("a plan that is larger than the bound is accepted when nothing waits")
    func oneLargePlan() {
        let test = Self.test(Limits(maxWaitingRows: 5), mode: .real, threads: 1)

        #expect(test.plan(.readSingle, with: Self.thirteenMeters).hasPrefix("P00"))
        #expect(test.plan(.readSingle, with: Self.thirteenMeters) == Self.busy)
    }

    @Test("beyond what may wait in all worlds, a world is busy in which nothing waits; a row counts as 470 bytes")
    func allWorlds() {
        let test = Self.test(Limits(), mode: .real, threads: 1)
        let others = RenderLane.pushes(world: 99)
        let most = RenderWorkers.limit.bytes / PushLoad.bytesPerRow
        test.simulator.workers.append(rows: most - 12, to: others) {}
        #expect(test.world.load == .none)
        #expect(test.plan(.readSingle, with: Self.thirteenMeters) == Self.busy)
        #expect(test.plan(.readSingle, with: #""devList":"1001","cgcode":"5069""#).hasPrefix("P00"))

        test.simulator.workers.flush(others)

        while test.simulator.workers.waitingCount(ofWorld: 99) > 0 {}
        #expect(test.plan(.readSingle, with: Self.thirteenMeters).hasPrefix("P00"))
    }

    @Test("plans that are still read are refused beyond ten times the rows that may wait")
    func beingRead() async {
        let timing = Timing(perMeterRead: .constant(.hours(1)))
        let configuration = WorldConfiguration.test(metersPerDCU: 13, limits: Limits(maxWaitingRows: 4), timing: timing)
        let test = TestSimulator(configuration, mode: .real)

        let answers = (0..<5).map { _ in test.plan(.readSingle, with: Self.thirteenMeters) }

        #expect(answers.prefix(3).allSatisfy { $0.hasPrefix("P00") }, "39 rows are read")
        #expect(answers.suffix(2).allSatisfy { $0 == Self.busy })
        #expect(test.world.read { headEnd, _ in headEnd.plans.rowsInFlight } == 39)
    }

    @Test("bytes that the broker has not acknowledged count until it has")
    func bytes() async throws {
        let test = TestSimulator(.test(limits: Limits(maxWaitingBytes: 500)), acknowledges: false)
        test.plan(.readSingle, with: #""devList":"1001","cgcode":"5069""#)
        await test.move(.seconds(1))
        _ = try? await test.world.command(.setMode(.real), patience: .zero)
        let push = try #require(test.pushes.first)
        #expect(test.world.load == PushLoad(rows: 0, bytes: push.payload.count))
        #expect(test.plan(.readSingle, with: #""devList":"1001","cgcode":"5069""#) == Self.busy)

        test.settle(push)

        #expect(test.world.load == .none)
        #expect(test.plan(.readSingle, with: #""devList":"1001","cgcode":"5069""#).hasPrefix("P00"))
    }

    @Test("a refused call is no input: a replay without it ends in the same world")
    func noInput() {
        let recorded = Recorded()
        let configuration = WorldConfiguration.test(metersPerDCU: 13, limits: Limits(maxWaitingRows: 1))
        let test = TestSimulator(Replay(configuration), mode: .real, recorder: recorded)
        let token = test.logIn()
        test.call(.readSingle, with: Self.thirteenMeters, token: token)
        let count = recorded.callCount

        #expect(test.call(.readSingle, with: Self.thirteenMeters, token: token) == Self.busy)

        #expect(recorded.callCount == count)
    }

    @Test("a world whose clock stands still refuses nothing, and its clock command waits for what is rendered")
    func manualClock() async throws {
        let test = Self.test(Limits(maxWaitingRows: 1), mode: .manual, threads: 2)
        let plans = (0..<30).map { _ in test.plan(.readSingle, with: Self.thirteenMeters) }
        #expect(plans.allSatisfy { $0.hasPrefix("P0") })

        _ = try await test.world.command(.advance(.seconds(1)))

        #expect(test.pushes.map(\.topic) == plans.map { "/T/\($0)" })
        #expect(await test.simulator.workers.isIdle())
    }

    private static let busy = #"{"code":500,"msg":"system busy"}"#
    private static let thirteenMeters =
        #""devList":"\#((1001...1013).map(String.init).joined(separator: ","))","cgcode":"5069""#

    private static func test(
        _ limits: Limits,
        mode: ClockMode,
        threads: Int,
        onPush: @escaping @Sendable (OutgoingPush) -> Void = { _ in }
    ) -> TestSimulator {
        let configuration = WorldConfiguration.test(metersPerDCU: 13, limits: limits)
        return TestSimulator(configuration, mode: mode, renderThreads: threads, onPush: onPush)
    }
}

/// Counts the calls that are recorded for `--state`.
private final class Recorded: InputRecorder {
    private let count = Atomic(0)

    var callCount: Int { count.load(ordering: .relaxed) }

    func record(_ input: RecordedInput) {
        if case .call = input.kind { count.wrappingAdd(1, ordering: .relaxed) }
    }

    func record(_ snapshot: WorldSnapshot) {}

    func reserve(_ mark: HighWater, tenantCode: String) -> Bool { true }
}

extension JournalEntry {
    fileprivate var isBusy: Bool {
        guard case .http(let note) = kind, let rejection = note.rejection else { return false }
        return rejection.failure == .systemBusy
    }
}
