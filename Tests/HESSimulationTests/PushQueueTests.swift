import HESContract
import SimulationKernel
import Testing

@testable import HESSimulation

@Suite("The pushes' part of the head-end")
struct PushQueueTests {
    private var timeline = Timeline(start: PartSample.start)
    private var pushes = PushQueue()
    private let plan = PlanID(ordinal: 1)

    /// Topics and tickets of what has left since the last time.
    private mutating func left() -> [String] {
        timeline.takeEffects().compactMap { effect in
            if case .publish(let message) = effect { "\(message.topic) \(message.ticket)" } else { nil }
        }
    }

    private mutating func fireMessages(until instant: SimulatedInstant) {
        while let event = timeline.popNext(dueBy: instant) {
            if case .message(let number) = event { pushes.sendDelayed(number, on: &timeline) }
        }
    }

    @Test("what need not wait leaves at once, the rest when it is due")
    mutating func delay() {
        var late = PartSample.message(of: 1)
        late.delay = .seconds(5)
        pushes.enqueue([late, PartSample.message(of: 1)], on: &timeline)
        #expect(left() == ["/T/1 1"])
        #expect(pushes.hasDelayed)
        #expect(pushes.holdsPush(of: plan))

        fireMessages(until: PartSample.start + .seconds(5))
        #expect(left() == ["/T/1 2"])
        #expect(!pushes.hasDelayed)
        #expect(pushes.unacknowledgedCount == 2)
    }

    @Test("a held message leaves after as many pushes of other plans, or after an hour")
    mutating func hold() {
        var held = PartSample.message(of: 1)
        held.waitsForOthers = 2
        pushes.enqueue([held], on: &timeline)
        pushes.enqueue([PartSample.message(of: 1), PartSample.message(of: 2)], on: &timeline)
        #expect(left() == ["/T/1 1", "/T/2 2"])
        pushes.enqueue([PartSample.message(of: 2)], on: &timeline)
        #expect(left() == ["/T/2 3"])
        pushes.enqueue([PartSample.message(of: 3)], on: &timeline)
        #expect(left() == ["/T/3 4", "/T/1 5"])

        pushes.enqueue([held], on: &timeline)
        fireMessages(until: PartSample.start + .hours(1))
        #expect(left() == ["/T/1 6"])
    }

    @Test("a push is settled once, and a foreign one is not the plan's own")
    mutating func settle() {
        var foreign = PartSample.message(of: 1)
        foreign.isForeign = true
        pushes.enqueue([PartSample.message(of: 1), foreign], on: &timeline)
        #expect(pushes.isUnacknowledged(plan))

        let own = pushes.settle(1)
        #expect(own?.isForeign == false)
        #expect(!pushes.isUnacknowledged(plan))
        #expect(pushes.holdsPush(of: plan))

        let outcomes = [2, 2].map { pushes.settle($0)?.isForeign }
        #expect(outcomes == [true, nil])
        #expect(pushes.unacknowledgedCount == 0)
    }

    @Test("what has not left is forgotten with its plan; tickets go on after a restart")
    mutating func restart() {
        var late = PartSample.message(of: 1)
        late.delay = .seconds(5)
        pushes.enqueue([late, late], on: &timeline)
        pushes.enqueue([PartSample.message(of: 2)], on: &timeline)
        #expect(pushes.holdsPush(of: plan))
        let forgotten = pushes.forgetDelayed().map(\.id)
        #expect(forgotten == [plan])
        #expect(!pushes.holdsPush(of: plan))
        fireMessages(until: PartSample.start + .hours(1))
        #expect(left() == ["/T/2 1"])

        pushes = pushes.restarted()
        let old = pushes.settle(1)
        #expect(old == nil)
        pushes.enqueue([PartSample.message(of: 3)], on: &timeline)
        #expect(left() == ["/T/3 2"])
    }

    @Test("an event from before a restart sends no message that came after it")
    mutating func restartWithDelayed() {
        var late = PartSample.message(of: 1)
        late.delay = .seconds(5)
        pushes.enqueue([late], on: &timeline)
        pushes = pushes.restarted()
        late.delay = .seconds(9)
        pushes.enqueue([late], on: &timeline)

        fireMessages(until: PartSample.start + .seconds(8))
        #expect(left() == [])
        fireMessages(until: PartSample.start + .seconds(9))
        #expect(left() == ["/T/1 1"])
    }
}

@Suite("The answers' part of the head-end")
struct ReplyQueueTests {
    private var timeline = Timeline(start: PartSample.start)
    private var replies = ReplyQueue()
    private let plan = PlanID(ordinal: 1)

    /// Numbers of the answers that are due within a day, with their times from the start.
    private mutating func dueAnswers() -> [UInt64: SimulatedDuration] {
        var answers: [UInt64: SimulatedDuration] = [:]
        while case .reply(let number) = timeline.popNext(dueBy: PartSample.start + .days(1)) {
            answers[number] = timeline.now - PartSample.start
        }
        return answers
    }

    @Test("an answer is due at its instant, or so long after the acknowledgement of its push")
    mutating func due() {
        let first = replies.hold(until: PartSample.start + .seconds(9), on: &timeline)
        let second = replies.hold(untilPushOf: plan, lead: .seconds(2))
        #expect(replies.hasAnswersAfterPush)
        replies.release(afterPushOf: plan, at: PartSample.start + .seconds(1), on: &timeline)
        replies.release(afterPushOf: plan, at: PartSample.start + .seconds(1), on: &timeline)
        #expect(!replies.hasAnswersAfterPush)

        let answers = dueAnswers()
        #expect(answers == [second: .seconds(3), first: .seconds(9)])
    }

    @Test("numbers go on after a restart, as the edge may hold answers under the old ones")
    mutating func restart() {
        let old = replies.hold(until: PartSample.start, on: &timeline)
        replies = replies.restarted()
        let new = replies.hold(until: PartSample.start, on: &timeline)

        #expect(new == old + 1)
    }

    @Test("an answer that drips is due once for each part, one interval after another")
    mutating func drip() {
        let number = replies.hold(every: .seconds(2), count: 3, on: &timeline)
        var dues: [SimulatedDuration] = []
        while case .reply(number) = timeline.popNext(dueBy: PartSample.start + .days(1)) {
            replies.fire(number, on: &timeline)
            dues.append(timeline.now - PartSample.start)
        }

        #expect(dues == [.seconds(2), .seconds(4), .seconds(6)])
        #expect(timeline.takeEffects().count == 3)
    }

    @Test("two answers that wait for one plan's push trap, and so does one that drips without an interval")
    func traps() async {
        await #expect(processExitsWith: .failure) {
            var replies = ReplyQueue()
            _ = replies.hold(untilPushOf: PlanID(ordinal: 1), lead: .zero)
            _ = replies.hold(untilPushOf: PlanID(ordinal: 1), lead: .zero)
        }
        await #expect(processExitsWith: .failure) {
            var timeline = Timeline(start: PartSample.start)
            var replies = ReplyQueue()
            _ = replies.hold(every: .zero, count: 1, on: &timeline)
        }
    }

    @Test("a backfill that was not scheduled traps")
    func backfill() async {
        await #expect(processExitsWith: .failure) {
            var history = HistoryStore(PartSample.configuration)
            var plant = MeterPlant(PartSample.configuration)
            let backfill = Backfill(devAddr: "1", cgcode: .voltageA, rows: .reading(PartSample.start))
            history.applyLate(backfill, to: &plant, at: PartSample.start)
        }
    }
}
