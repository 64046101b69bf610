import HESContract
import SimulationKernel
import Testing

@testable import HESSimulation

@Suite("The plans' part of the head-end")
struct PlanEngineTests {
    private var timeline = Timeline(start: PartSample.start)
    private var plans = PlanEngine(PartSample.configuration)

    private mutating func accept(_ devAddrs: [String]) throws -> PlanID {
        let id = try plans.nextID(for: .readSingle, meterCount: devAddrs.count, at: timeline.now)
        plans.accept(PartSample.plan(id, devAddrs), on: &timeline)
        return id
    }

    private mutating func fail(_ position: Int, of id: PlanID) {
        plans.recordOutcome(.failed(.silent), of: PlanEngine.Read(planID: id, position: position), on: &timeline)
    }

    @Test("reads are in flight until each meter has answered or failed; then the push is due")
    mutating func reads() throws {
        let id = try accept(["1", "2"])
        plans.beginReading(id, on: &timeline)
        fail(0, of: id)
        #expect(plans.readsInFlight == 1)
        #expect(timeline.nextInstant == nil)

        fail(1, of: id)
        #expect(plans.readsInFlight == 0)
        #expect(timeline.nextInstant == PartSample.start + .milliseconds(200))
        #expect(plans.phase(of: id) == .reading)
    }

    @Test("a plan that ends is published, and failed once its push is lost")
    mutating func end() throws {
        let id = try accept([])
        plans.finishReading(id, on: &timeline)
        let ended = plans.end(id, at: timeline.now)
        #expect(ended?.id == id)
        #expect(plans.phase(of: id) == .published)

        plans.fail(id, because: "lost", at: timeline.now)
        plans.fail(id, because: "lost again", at: timeline.now)
        #expect(plans.phase(of: id) == .failed)
        #expect(plans.publishedCount == 1)
        #expect(plans.failedCount == 1)
    }

    @Test("what is forgotten takes its reads along")
    mutating func forget() throws {
        let ids = [try accept(["1", "2"]), try accept(["1"])]
        fail(0, of: ids[0])
        #expect(plans.readsInFlight == 2)

        let forgotten = plans.forgetAll(at: timeline.now).map(\.id)
        #expect(forgotten == ids)
        #expect(plans.readsInFlight == 0)
        #expect(plans.inFlightCount == 0)
        #expect(plans.phase(of: ids[1]) == .failed)
    }

    @Test("plans and reads beyond the limits have no name")
    mutating func limits() throws {
        var tooLarge = plans
        #expect(throws: Rejection.self) {
            _ = try tooLarge.nextID(for: .readSingle, meterCount: 4, at: PartSample.start)
        }

        _ = try accept(["1"])
        _ = try accept(["1"])
        var tooMany = plans
        #expect(throws: Rejection.self) {
            _ = try tooMany.nextID(for: .readSingle, meterCount: 0, at: PartSample.start)
        }
    }

    @Test("a meter that answers twice traps")
    func twice() async {
        await #expect(processExitsWith: .failure) {
            var test = PlanEngineTests()
            let id = try test.accept(["1", "2"])
            test.fail(0, of: id)
            test.fail(0, of: id)
        }
    }

    @Test("plans that a restart forgets fail once each, however many they are")
    func forgotten() {
        var headEnd = HeadEnd(PartSample.configuration)
        for ordinal in 1...10_001 {
            headEnd.plans.accept(PartSample.plan(PlanID(ordinal: Int64(ordinal)), ["1"]), on: &headEnd.timeline)
        }

        headEnd.forgetPlans()

        #expect(headEnd.plans.failedCount == 10_001)
    }

    @Test("the last 10 000 plans that ended are remembered, the newest first, and may fail later")
    func remembered() {
        var ended = EndedPlans()
        let ids = (1...10_005).map { PlanID(ordinal: Int64($0)) }
        for id in ids { ended.add(PartSample.plan(id), as: .published, at: PartSample.start) }

        #expect(ended.newest(atMost: 10_000) { _, _ in true }.map(\.id) == ids.suffix(10_000).reversed())
        #expect(ended[ids[4]] == nil && ended[ids[5]]?.id == ids[5])

        ended.fail(ids[10_001], because: "lost", at: PartSample.start)
        #expect(ended.newest(atMost: 9) { $1 == .failed }.map(\.id) == [ids[10_001]])
        #expect(ended[ids[10_001]]?.reason == "lost")
    }

    @Test("a push that is due before every read has ended traps")
    func early() async {
        await #expect(processExitsWith: .failure) {
            var test = PlanEngineTests()
            let id = try test.accept(["1"])
            _ = test.plans.end(id, at: test.timeline.now)
        }
    }
}

/// What the tests of the head-end's parts have in common.
enum PartSample {
    static let start = SimulatedInstant(milliseconds: 1_720_686_001_000)

    static var configuration: WorldConfiguration {
        var limits = Limits(maxPlansInFlight: 2)
        limits.maxReadsInFlight = 3
        return WorldConfiguration(tenantCode: "T", users: [], start: start, limits: limits)
    }

    static func plan(_ id: PlanID, _ devAddrs: [String] = []) -> Plan {
        let request = DecodedRequest(
            endpoint: .readSingle,
            headerToken: nil,
            body: [],
            limits: CallLimits()
        )
        let context = CallContext(request, answeredAt: start)
        return Plan(id: id, work: .readSingle(.voltageA), devAddrs: devAddrs, of: context, at: start)
    }

    /// A message of the plan with this ordinal.
    static func message(of ordinal: Int64) -> PushMessage {
        let configuration = configuration
        let result = PlanResult(
            plan: plan(PlanID(ordinal: ordinal)),
            maker: RowMaker(configuration),
            zone: configuration.zone,
            dialect: configuration.dialect
        )
        return PushMessage(of: result, topic: "/T/\(ordinal)")
    }
}
