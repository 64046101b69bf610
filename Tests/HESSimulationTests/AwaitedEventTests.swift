import HESContract
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("What a clock that leaps leaps to")
struct AwaitedEventTests {
    private static let start = WorldConfiguration.testStart
    private static let read = #""devList":"1001","cgcode":"5069""#

    private static let fieldEvent = start + .minutes(12)

    /// A world with an event of the field twelve minutes after its start.
    private static func world(timing: Timing = Timing(), rules: [FaultRule] = []) -> TestWorld {
        var configuration = WorldConfiguration.test(timing: timing)
        configuration.events = [FieldEvent(at: fieldEvent, .meterRemoved(devAddr: "1002"))]
        configuration.faults = rules
        return TestWorld(configuration)
    }

    private static func rule(_ effect: FaultEffect, from: SimulatedDuration? = nil) -> FaultRule {
        var rule = FaultRule(id: "rule", type: "test", effect: effect)
        rule.when.from = from.map { start + $0 }
        return rule
    }

    @Test("no event of the field is awaited, however long nothing else happens")
    func fieldEvents() {
        var world = Self.world()
        #expect(world.headEnd.nextEvent == Self.fieldEvent)
        #expect(world.headEnd.nextAwaited == nil)

        world.advance(.days(3))
        #expect(world.headEnd.nextAwaited == nil)
    }

    @Test("a plan awaits the reads of its meters, then its push, also behind an event of the field")
    func plans() {
        var world = Self.world(timing: Timing(perMeterRead: .constant(.minutes(20))))
        world.plan(.readSingle, with: Self.read)

        #expect(world.headEnd.nextEvent == Self.fieldEvent)
        #expect(world.headEnd.nextAwaited == Self.start + .minutes(20))
        world.advance(.minutes(20))
        #expect(world.pushes.count == 1)
        #expect(world.headEnd.nextAwaited == nil)
    }

    @Test("a plan that was forgotten awaits nothing")
    func forgottenPlans() {
        var world = Self.world(timing: Timing(perMeterRead: .constant(.minutes(2))))
        world.plan(.readSingle, with: Self.read)
        world.change { $0.forgetPlans() }

        #expect(world.headEnd.nextEvent == Self.start + .minutes(2))
        #expect(world.headEnd.nextAwaited == nil)
    }

    @Test("an answer that is held is awaited")
    func heldAnswers() {
        var world = Self.world(timing: Timing(replyDelay: .constant(.seconds(30))))
        world.call(.getToken, with: User.demo.login())

        #expect(world.headEnd.nextAwaited == Self.start + .seconds(30))
    }

    @Test("a rule that fires by itself is awaited, then the end of the outage that it begins")
    func outages() {
        var world = Self.world(rules: [Self.rule(.broker(.down(.minutes(5))), from: .minutes(10))])

        #expect(world.headEnd.nextAwaited == Self.start + .minutes(10))
        world.advance(.minutes(10))
        #expect(world.headEnd.nextAwaited == Self.start + .minutes(15))
        world.advance(.minutes(5))
        #expect(world.headEnd.nextAwaited == nil)
    }

    @Test("a rule that was removed is awaited no more, and tokens that a rule will revoke are")
    func removedRules() {
        var world = Self.world(rules: [Self.rule(.broker(.cut(client: nil)), from: .minutes(10))])
        world.change { _ = $0.disarm("rule") }
        #expect(world.headEnd.nextEvent == Self.start + .minutes(10))
        #expect(world.headEnd.nextAwaited == nil)

        let revoking = Self.world(rules: [Self.rule(.session(.revokeTokens(after: .minutes(3))))])
        var other = revoking
        other.advance(.zero)
        #expect(other.headEnd.nextAwaited == Self.start + .minutes(3))
    }
}
