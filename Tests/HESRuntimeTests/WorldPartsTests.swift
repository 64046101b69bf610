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
}
