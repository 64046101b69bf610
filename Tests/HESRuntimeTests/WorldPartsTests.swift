import HESContract
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Synchronization
import Testing

@testable import HESRuntime

@Suite("Parts of a world")
struct WorldPartsTests {
    @Test("a barrier opens with the last of its pushes; later pushes are none of its own")
    func barriers() {
        var barriers = AcknowledgementBarriers()
        let latch = Latch()
        barriers.add(latch, lastTicket: 2, unsettled: 2)

        let opened = [3, 1, 2].map { barriers.settle($0) }
        let left = barriers.removeAll()

        #expect(opened.map(\.count) == [0, 0, 1])
        #expect(opened.last?.first === latch)
        #expect(left.isEmpty)
    }

    @Test("a latch keeps the value with which it was opened first")
    func latch() async {
        let latch = Latch()

        latch.open(isPassed: true)
        latch.open(isPassed: false)

        let isPassed = await latch.wait()
        #expect(isPassed)
    }

    @Test("a latch that is not opened in time has not been passed")
    func deadline() async {
        let isPassed = await Latch().wait(until: .now)
        #expect(!isPassed)
    }

    @Test("a cancelled task waits no longer")
    func cancellation() async {
        let isPassed = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await Latch().wait(until: .now.advanced(by: .seconds(3600))) }
            group.cancelAll()
            return await group.next()
        }

        #expect(isPassed == false)
    }

    @Test("a signal that was raised before the sleep is not lost, and wakes once", .timeLimit(.minutes(1)))
    func signal() {
        let signal = ThreadSignal()
        signal.raise()

        signal.wait(atMost: .seconds(3600))
        let start = ContinuousClock.now
        signal.wait(atMost: .milliseconds(10))

        #expect(start.duration(to: .now) >= .milliseconds(10))
    }

    @Test("who waits for the journal is woken once; beyond 10 000 there is no room")
    func waiters() {
        var waiters = JournalWaiters()
        let latches = (0..<10_000).map { _ in Latch() }
        let added = (latches + [Latch()]).map { waiters.add($0) }
        #expect(added == latches.map { _ in true } + [false])

        waiters.remove(latches[0])
        let woken = waiters.removeAll()
        let later = waiters.removeAll()

        #expect(woken.count == 9999 && woken.first === latches[1])
        #expect(later.isEmpty)
    }

    @Test("pushes wait for a broker that is down; it is up again before they leave, in their order")
    func outage() async {
        let wire = Wire()
        let test = wire.simulatorWhoseBrokerIsDown(for: .seconds(30))
        let plans = (1...2).map { test.plan(.readSingle, with: #""devList":"100\#($0)","cgcode":"5069""#) }

        await test.move(.seconds(20))
        #expect(wire.seen == ["down"])
        await test.move(.seconds(20))

        #expect(wire.seen == ["down", "up"] + plans.map { "/T/\($0)" })
    }

    @Test("answers that are held back leave when the process ends, in the order of their calls")
    func heldReplies() {
        let wire = Wire()
        let test = TestSimulator(.test(timing: Timing(replyDelay: .constant(.seconds(5)))))
        let users = [User.demo, .other]
        for user in users {
            _ = test.reply(to: .getToken, body: "{\(user.login())}") { _ in wire.note(user.username) }
        }
        #expect(wire.seen.isEmpty)

        test.world.releaseReplies()

        #expect(wire.seen == users.map(\.username))
    }

    @Test("what waits for a broker that is down leaves when the process ends")
    func endDuringOutage() async {
        let wire = Wire()
        let test = wire.simulatorWhoseBrokerIsDown(for: .seconds(30))
        let plan = test.plan(.readSingle, with: #""devList":"1001","cgcode":"5069""#)
        await test.move(.seconds(20))

        test.world.releaseReplies()

        #expect(wire.seen == ["down", "/T/\(plan)"])
    }
}

/// What leaves a world, in order.
private final class Wire: BrokerControl {
    private let state = Mutex<[String]>([])

    var seen: [String] { state.withLock(\.self) }

    func note(_ what: String) { state.withLock { $0.append(what) } }

    func perform(_ command: BrokerCommand, tenantCode _: String) { note("\(command)") }

    /// Pushes go over this wire.
    func simulatorWhoseBrokerIsDown(for duration: SimulatedDuration) -> TestSimulator {
        var configuration = WorldConfiguration.test()
        configuration.faults = [FaultRule(id: "it", type: "brokerDown", effect: .broker(.down(duration)))]
        return TestSimulator(Replay(configuration), mode: .manual, brokerControl: self) { self.note($0.topic) }
    }
}
