import Testing

@testable import HESMQTT

struct BrokerStartPlanTests {
    private let failed = BrokerStartPlan.End(wasReady: false, log: ["Error: x"])
    private let ran = BrokerStartPlan.End(wasReady: true)

    @Test("a failure of the first start is told with the log")
    func firstFailure() {
        var plan = BrokerStartPlan()

        #expect(step(&plan, failed) == .fail(.startFailed(log: ["Error: x"])))
    }

    @Test("a broker that ran is started again for ever, with growing and bounded pauses")
    func restarts() {
        var plan = BrokerStartPlan()

        let steps = [step(&plan, ran)] + (0..<50).map { _ in step(&plan, failed) }

        for step in steps {
            guard case .run(let pause) = step else {
                Issue.record("given up")
                continue
            }
            #expect(pause > .zero && pause <= .seconds(5))
        }
    }

    private func step(_ plan: inout BrokerStartPlan, _ end: BrokerStartPlan.End) -> BrokerStartPlan.Step {
        var generator = SystemRandomNumberGenerator()
        return plan.step(after: end, using: &generator)
    }
}
