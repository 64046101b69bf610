import HESContract
import HESRuntime
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Synchronization
import Testing

@Suite("A clock that leaps")
struct LeapingClockTests {
    private static let start = WorldConfiguration.testStart
    private static let read = #""devList":"1001","cgcode":"5069""#

    /// A wall clock that the test moves.
    private final class Wall: Sendable {
        private let instant = Mutex(ContinuousClock.now)

        var now: ContinuousClock.Instant { instant.withLock { $0 } }

        func move(_ duration: Duration) { instant.withLock { $0 = $0.advanced(by: duration) } }
    }

    private static func simulator(
        _ wall: Wall = Wall(),
        rules: [FaultRule] = [],
        acknowledges: Bool = true,
        isSubscribed: Bool = true
    ) -> TestSimulator {
        var configuration = WorldConfiguration.test(timing: Timing(perMeterRead: .constant(.minutes(25))))
        configuration.events = [FieldEvent(at: start + .days(2), .meterRemoved(devAddr: "1002"))]
        configuration.faults = rules
        return TestSimulator(
            Replay(configuration),
            mode: .auto,
            acknowledges: acknowledges,
            isSubscribed: { _ in isSubscribed },
            wall: { wall.now }
        )
    }

    @Test("it leaps to a plan's push at once, and then stands still")
    func plan() {
        let test = Self.simulator()
        let plan = test.plan(.readSingle, with: Self.read)

        #expect(test.simulator.fireDue() == nil)

        #expect(test.pushes.map(\.topic) == ["/T/\(plan)"])
        #expect(test.world.now == Self.start + .minutes(25))
        #expect(test.simulator.fireDue() == nil)
        #expect(test.world.now == Self.start + .minutes(25), "the event of the field is not awaited")
    }

    @Test("it stands still while a push is under way")
    func unacknowledged() throws {
        let test = Self.simulator(acknowledges: false)
        test.plan(.readSingle, with: Self.read)
        _ = test.simulator.fireDue()
        test.plan(.readSingle, with: Self.read)

        #expect(test.simulator.fireDue() == nil)
        #expect(test.world.now == Self.start + .minutes(25))
        test.settle(try #require(test.pushes.first))
        _ = test.simulator.fireDue()
        #expect(test.pushes.count == 2)
        #expect(test.world.now == Self.start + .minutes(50))
    }

    @Test("it gives a client 200 ms on the wall clock to subscribe, and not for ever")
    func unheard() throws {
        let wall = Wall()
        let test = Self.simulator(wall, isSubscribed: false)
        test.plan(.readSingle, with: Self.read)

        #expect(test.simulator.fireDue() == wall.now.advanced(by: .milliseconds(200)))
        #expect(test.pushes.isEmpty)
        var rounds = 0
        while test.pushes.isEmpty, rounds < 100 {
            wall.move(.milliseconds(50))
            test.plan(.readArchive, with: #""dcuNo":"D1""#)
            _ = test.simulator.fireDue()
            rounds += 1
        }
        #expect(rounds == 20, "clients that go on calling hold it for a second")
    }

    @Test("it ends an outage of the broker, while pushes wait for it")
    func outage() {
        let test = Self.simulator(rules: [FaultRule(id: "down", type: "down", effect: .broker(.down(.hours(3))))])
        test.plan(.readSingle, with: Self.read)

        for _ in 0..<4 { _ = test.simulator.fireDue() }

        #expect(test.world.now == Self.start + .hours(3))
        #expect(test.pushes.count == 1)
    }

    @Test(
        "the answer of a plan says that the clock stands still, on a manual one alone",
        arguments: [ClockMode.manual, .auto]
    )
    func header(mode: ClockMode) throws {
        let test = TestSimulator(mode: mode)
        let token = test.logIn()
        let accepted = try #require(test.reply(to: .readSingle, body: #"{\#(Self.read),"token":"\#(token)"}"#))
        let refused = try #require(test.reply(to: .readSingle, body: #"{\#(Self.read),"token":"none"}"#))

        let told = ReplyShape.Header(name: "X-HES-Sim-Reason", value: "clock stands still")
        #expect(accepted.headers == (mode == .manual ? [told] : []))
        #expect(refused.headers == [])
    }
}
