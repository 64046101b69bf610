import HESContract
import HESRuntime
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Synchronization
import Testing

@Suite("What a world sends to its broker")
struct BrokerOutputTests {
    @Test("a push that was decided before the broker went down reaches it")
    func beforeDown() {
        let sent = Sent()
        let test = sent.test([
            FaultRule(id: "ahead", type: "ahead", effect: .push(AheadOfAnswer())),
            Self.down(on: .relay),
        ])

        test.plan(.relay, with: Self.relay)

        #expect(sent.all == ["push", "down"])
    }

    @Test("pushes that were decided while the broker was down reach it in order once it is up, on whichever thread")
    func afterUp() async {
        let sent = Sent()
        let test = sent.test([Self.down(on: .relay)])
        test.plan(.relay, with: Self.relay)
        test.plan(.readSingle, with: Self.read)
        await test.move(.minutes(30))
        #expect(sent.all == ["down"])

        await test.move(.hours(1))

        #expect(sent.all == ["down", "up", "push", "push"])
        #expect(test.pushes.map(\.id.number) == [1, 2])
    }

    @Test("a push for which there is no room while the broker is down fails as any other, and its answer leaves")
    func noRoom() async throws {
        let sent = Sent()
        let test = sent.test([
            Self.down(on: .readSingle),
            FaultRule(id: "many", type: "many", match: Self.match(.readSingle), effect: .push(Copies())),
            FaultRule(id: "ahead", type: "ahead", match: Self.match(.relay), effect: .push(AheadOfAnswer())),
        ])
        for _ in 0..<5 { test.plan(.readSingle, with: Self.read) }
        await test.move(.seconds(1))

        let plan = try #require(PlanID(parsing: test.plan(.relay, with: Self.relay)))

        #expect(test.world.read { headEnd, _ in headEnd.plans.phase(of: plan) } == .failed)
        #expect(test.simulator.metrics.pushes.failedCount == 1)
        #expect(!sent.all.contains("push"))
    }

    private static let relay = #""devList":"1001","controlMode":1"#
    private static let read = #""devList":"1001","cgcode":"5050""#

    private static func match(_ endpoint: Endpoint) -> RuleMatch {
        var match = RuleMatch()
        match.endpoints = [endpoint]
        return match
    }

    private static func down(on endpoint: Endpoint) -> FaultRule {
        FaultRule(id: "down", type: "down", match: match(endpoint), effect: .broker(.down(.hours(1))))
    }
}

/// The names of pushes and commands in the order in which they reached the broker.
private final class Sent: Sendable {
    private let names = Mutex<[String]>([])
    private let world = Mutex<World?>(nil)

    var all: [String] { names.withLock { $0 } }

    func test(_ faults: [FaultRule]) -> TestSimulator {
        var configuration = WorldConfiguration.test()
        configuration.faults = faults
        let test = TestSimulator(
            configuration,
            onPush: { [self] _ in append("push") },
            onCommand: { [self] command in
                // What another thread sends meanwhile must not overtake the command.
                if command == .up { world.withLock { $0 }?.runDue() }
                append("\(command)")
            }
        )
        world.withLock { $0 = test.world }
        return test
    }

    private func append(_ name: String) { names.withLock { $0.append(name) } }
}

private struct AheadOfAnswer: PushEffect {
    let leadOfPush: SimulatedDuration? = .zero
}

/// As many messages of a plan as leave at most.
private struct Copies: PushEffect {
    func change(_ messages: inout [PushMessage], of plan: PushedPlan) {
        messages = Array(repeating: messages[0], count: 20_000)
    }
}
