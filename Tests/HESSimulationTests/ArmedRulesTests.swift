import SimulationKernel
import SimulationTestSupport
import Testing

@testable import HESSimulation

@Suite("Armed rules that act by themselves")
struct ArmedRulesTests {
    private var timeline = Timeline(start: WorldConfiguration.testStart)
    private var rules = ArmedRules(.test())

    private static func rule(_ id: String, after seconds: Int64, ttl: SimulatedDuration? = nil) -> FaultRule {
        var rule = FaultRule(id: id, type: "brokerCut", effect: .broker(.cut(client: nil)))
        rule.when.from = WorldConfiguration.testStart + .seconds(seconds)
        rule.when.ttl = ttl
        return rule
    }

    /// Which rules act by then.
    private mutating func fired(by seconds: Int64) -> [String] {
        var ids: [String] = []
        while let event = timeline.popNext(dueBy: WorldConfiguration.testStart + .seconds(seconds)) {
            guard case .rule(let serial) = event else { continue }
            if let rule = rules.fire(serial: serial, on: &timeline) { ids.append(rule.id) }
        }
        return ids
    }

    @Test("a rule acts at its instant, unless it was disarmed or its life is over")
    mutating func fire() {
        rules.arm(Self.rule("a", after: 3), on: &timeline)
        rules.arm(Self.rule("b", after: 2), on: &timeline)
        rules.arm(Self.rule("dead", after: 2, ttl: .seconds(1)), on: &timeline)
        rules.arm(Self.rule("gone", after: 2), on: &timeline)
        let isGone = rules.disarm("gone")
        let isGoneAgain = rules.disarm("gone")
        let ids = fired(by: 9)

        #expect(isGone && !isGoneAgain)
        #expect(ids == ["b", "a"])
        #expect(rules.all.map(\.rule.id) == ["a", "b", "dead"])
        #expect(rules.all.map(\.hitCount) == [1, 1, 0])
    }

    @Test("after a reset of its world a rule acts once more, and not under its old name")
    mutating func resume() {
        rules.arm(Self.rule("a", after: 3), on: &timeline)
        let old = rules.all[0].serial
        timeline.move(to: WorldConfiguration.testStart + .seconds(1))
        timeline = Timeline(start: WorldConfiguration.testStart)
        rules.resume(on: &timeline)

        #expect(rules.all[0].serial != old)
        let ids = fired(by: 9)
        #expect(ids == ["a"])
        let again = rules.fire(serial: old, on: &timeline)
        #expect(again == nil)
    }

    @Test("the life of a rule that was armed later begins with the reset")
    mutating func life() {
        timeline.move(to: WorldConfiguration.testStart + .hours(1))
        var rule = Self.rule("a", after: 0)
        rule.when.ttl = .minutes(1)
        rules.arm(rule, on: &timeline)
        timeline = Timeline(start: WorldConfiguration.testStart)
        rules.resume(on: &timeline)

        #expect(rules.all[0].isAlive(at: WorldConfiguration.testStart + .seconds(59)))
        #expect(!rules.all[0].isAlive(at: WorldConfiguration.testStart + .minutes(1)))
    }

    @Test("a rule whose life is over is not among the living, and is forgotten")
    mutating func ended() {
        rules.arm(Self.rule("short", after: 0, ttl: .seconds(1)), on: &timeline)
        rules.arm(Self.rule("long", after: 0), on: &timeline)
        let later = WorldConfiguration.testStart + .seconds(1)
        #expect(rules.living(at: WorldConfiguration.testStart).map(\.rule.id) == ["short", "long"])
        #expect(rules.living(at: later).map(\.rule.id) == ["long"])

        rules.forgetEnded(at: later)

        #expect(rules.all.map(\.rule.id) == ["long"])
    }

    @Test("a rule that has hit as often as it may acts no more, and stays in the list")
    mutating func spent() {
        var rule = Self.rule("once", after: 0)
        rule.when.times = 1
        rules.arm(rule, on: &timeline)
        #expect(rules.all[0].mayAct(at: WorldConfiguration.testStart))
        _ = fired(by: 0)

        #expect(!rules.all[0].mayAct(at: WorldConfiguration.testStart))
        #expect(rules.living(at: WorldConfiguration.testStart).count == 1)
    }
}
