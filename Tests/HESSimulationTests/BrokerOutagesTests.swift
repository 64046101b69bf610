import SimulationKernel
import Testing

@testable import HESSimulation

@Suite("What rules do to the broker")
struct BrokerOutagesTests {
    private var timeline = Timeline(start: PartSample.start)
    private var outages = BrokerOutages()

    /// Commands since the last time, once everything has happened that is due by then.
    private mutating func commands(after seconds: Int64) -> [BrokerCommand] {
        while let event = timeline.popNext(dueBy: PartSample.start + .seconds(seconds)) {
            if case .broker(let kind) = event { outages.end(kind, on: &timeline) }
        }
        return timeline.takeEffects().compactMap { effect in
            if case .broker(let command) = effect { command } else { nil }
        }
    }

    @Test("an outage that two rules begin lasts until the later of their ends")
    mutating func longest() {
        outages.perform(.down(.seconds(30)), on: &timeline)
        outages.perform(.down(.seconds(10)), on: &timeline)

        let early = commands(after: 29)
        #expect(early == [.down, .down])
        #expect(outages.lasts(.down))
        let end = commands(after: 30)
        #expect(end == [.up])
        #expect(!outages.lasts(.down))
    }

    @Test("a cut is over at once, what else lasts is known with its code and ended together")
    mutating func endAll() {
        outages.perform(.cut(client: "c"), on: &timeline)
        outages.perform(.stall(.seconds(10)), on: &timeline)
        outages.perform(.refuse(.seconds(10), code: 5), on: &timeline)
        let begun = commands(after: 0)
        #expect(begun == [.cut(client: "c"), .stall, .refuse(code: 5)])
        #expect(outages.lasting == [.stall, .refuse(code: 5)])

        let ends = outages.endAll()
        #expect(ends == [.resume, .accept])
        #expect(outages.lasting == [])
        let later = commands(after: 10)
        #expect(later == [])
    }
}
