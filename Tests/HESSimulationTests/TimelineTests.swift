import SimulationKernel
import Testing

@testable import HESSimulation

@Suite("The timeline of the head-end")
struct TimelineTests {
    private var timeline = Timeline(start: PartSample.start)

    private func seconds(_ count: Int64) -> SimulatedInstant { PartSample.start + .seconds(count) }

    @Test("events come at their instants, and an instant before the last counts as the last")
    mutating func neverBack() {
        timeline.schedule(.message(2), at: seconds(5))
        timeline.schedule(.message(1), at: seconds(3))
        var came: [SimulatedInstant] = []
        while timeline.popNext(dueBy: seconds(5)) != nil { came.append(timeline.now) }
        #expect(came == [seconds(3), seconds(5)])

        timeline.move(to: seconds(4))
        #expect(timeline.now == seconds(5))
        timeline.schedule(.message(3), at: seconds(1))
        _ = timeline.popNext(dueBy: seconds(9))
        #expect(timeline.now == seconds(5))
    }

    @Test("what the edge saw is in the journal at its instant, if that is not over, and the clock stands")
    mutating func edge() {
        timeline.move(to: seconds(5))
        timeline.record(.broker(JournalRemark(.died, about: "now")))
        timeline.record(.broker(JournalRemark(.died, about: "later")), at: seconds(7))
        timeline.record(.broker(JournalRemark(.died, about: "earlier")), at: seconds(2))
        timeline.record(.broker(JournalRemark(.died, about: "now again")))

        #expect(timeline.journal.entries(from: 1).map(\.instant) == [5, 7, 5, 5].map(seconds))
        #expect(timeline.now == seconds(5))
    }

    @Test("effects are given to the edge once, in order")
    mutating func effects() {
        timeline.emit(.broker(.down))
        timeline.emit(.broker(.up))

        let taken = timeline.takeEffects().map { "\($0)" }
        let rest = timeline.takeEffects().map { "\($0)" }

        #expect(taken == [Effect.broker(.down), .broker(.up)].map { "\($0)" })
        #expect(rest == [])
    }
}
