import Testing

@testable import HESMQTT

struct BrokerStartPlanTests {
    private let taken = BrokerStartPlan.End(wasReady: false, isPortTaken: true)
    private let ran = BrokerStartPlan.End(wasReady: true, isPortTaken: false)

    @Test("no requested port tries 1883, then free ones")
    func noRequest() {
        var plan = BrokerStartPlan(requestedPort: nil) { 5000 }

        #expect(plan.firstStep() == .run(port: 1883, after: .zero))
        #expect(step(&plan, taken) == .run(port: 5000, after: .zero))
        #expect(step(&plan, taken) == .run(port: 5000, after: .zero))
    }

    @Test("a requested port that is taken fails, naming the port")
    func requestedPortTaken() {
        var plan = BrokerStartPlan(requestedPort: 2000) { 5000 }

        #expect(plan.firstStep() == .run(port: 2000, after: .zero))
        #expect(step(&plan, taken) == .fail(.portTaken(2000)))
    }

    @Test("an unlucky race for free ports ends after a bounded number of attempts")
    func freePortsAreBounded() {
        var plan = BrokerStartPlan(requestedPort: 0) { 5000 }
        _ = plan.firstStep()

        let steps = (0..<20).map { _ in step(&plan, taken) }

        #expect(steps.dropLast().allSatisfy { $0 == .run(port: 5000, after: .zero) })
        #expect(steps.last == .fail(.startFailed(log: ["no free port on the loopback interface"])))
    }

    @Test("any other failure of the first start is told with the log")
    func otherFailure() {
        var plan = BrokerStartPlan(requestedPort: 0) { 5000 }
        _ = plan.firstStep()

        let end = BrokerStartPlan.End(wasReady: false, isPortTaken: false, log: ["Error: x"])

        #expect(step(&plan, end) == .fail(.startFailed(log: ["Error: x"])))
    }

    @Test("a broker that ran keeps its port for ever, with growing and bounded pauses")
    func restartsKeepThePort() {
        var plan = BrokerStartPlan(requestedPort: 0) { 5000 }
        _ = plan.firstStep()

        let steps = [step(&plan, ran)] + (0..<50).map { _ in step(&plan, taken) }

        for case .run(let port, let pause) in steps {
            #expect(port == 5000)
            #expect(pause > .zero && pause <= .seconds(5))
        }
    }

    private func step(_ plan: inout BrokerStartPlan, _ end: BrokerStartPlan.End) -> BrokerStartPlan.Step {
        var generator = SystemRandomNumberGenerator()
        return plan.step(after: end, using: &generator)
    }
}
