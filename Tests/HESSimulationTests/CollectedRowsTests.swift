import HESContract
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("What history would answer")
struct CollectedRowsTests {
    private static let day = ("2024-07-10 00:00:00", "2024-07-10 23:59:59")

    private static func span(_ world: TestWorld) -> ClosedRange<SimulatedInstant> {
        func instant(_ text: String) -> SimulatedInstant {
            CivilTime(parsing: text).map { world.headEnd.configuration.zone.instant(of: $0) } ?? world.now
        }
        return instant(day.0)...instant(day.1)
    }

    private static func collected(_ world: TestWorld, _ cgcode: Cgcode, freezes: Bool = false) throws -> CollectedRows {
        let meter = try #require(world.headEnd.plant.meter("1001"))
        let span = span(world)
        return world.headEnd.collectedRows(
            of: meter,
            cgcode: cgcode,
            within: freezes ? .freezes(span) : .stamps(span)
        )
    }

    @Test(
        "it is what a page of history has, row by row, in every dialect",
        arguments: ["singleHistory grid", "singleHistory taskReturn", "singleHistory onDemand", "profileStamp start"],
        [1.0, 0.5]
    )
    func same(dialect: String, share: Double) throws {
        let words = dialect.split(separator: " ").map { String($0) }
        var world = TestWorld(speaking: [words[0]: words[1]], .test(collection: CollectionRule(share: share)))
        let rows = try Self.collected(world, .activePowerTotal)
        let page = world.history("5022", from: Self.day.0, to: Self.day.1)

        #expect(rows.count == page.total)
        #expect(rows.rows.map(\.timestamp.milliseconds) == page.rows.map { Int64($0.stamp) })
    }

    @Test("what is not there is late if it comes by itself, and else a hole", arguments: [true, false])
    func gaps(comes: Bool) throws {
        let rule = CollectionRule(share: 0.5, lateAfter: comes ? .days(30) : nil)
        let world = TestWorld(.test(collection: rule))
        let rows = try Self.collected(world, .activePowerTotal, freezes: true)

        #expect(rows.completeCount == 96 && rows.gaps.count == 96 - rows.count)
        #expect((30...66).contains(rows.gaps.count) && rows.gaps.allSatisfy { $0.isLate == comes })
        #expect(rows.rowsByInstant.count == rows.count)
        #expect(rows.rowsByInstant.map(\.row.timestamp) == rows.rows.map(\.timestamp))
    }

    @Test("the question changes nothing")
    func untouched() throws {
        let world = TestWorld(.test(collection: CollectionRule(share: 0.5)))
        let before = world.journal.count
        _ = try Self.collected(world, .activePowerTotal).gaps

        #expect(world.journal.count == before)
    }

    @Test(
        "values that are made together are those that are made one by one",
        arguments: [Cgcode.activeMaxDemand, .voltageA]
    )
    func together(cgcode: Cgcode) throws {
        let world = TestWorld()
        let truth = world.headEnd.truth(of: try #require(world.headEnd.plant.meter("1001")))
        let start = Self.span(world).lowerBound
        let instants = (0..<60).map { start + .minutes(7) * Int64($0) }

        #expect(truth.rows(cgcode, at: instants) == instants.map { truth.row(cgcode, at: $0) })
    }
}
