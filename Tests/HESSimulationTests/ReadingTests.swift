import HESContract
import SimulationKernel
import SimulationTestSupport
import Testing

@testable import HESSimulation

@Suite("Readings of a meter")
struct ReadingTests {
    @Test("one that is made alone is the same as among others", arguments: [Dialect(), coarse])
    func alone(dialect: Dialect) throws {
        var configuration = WorldConfiguration.test()
        configuration.dialect = dialect
        let maker = RowMaker(configuration)
        let meter = MeterSnapshot(try #require(HeadEnd(configuration).plant.meter("1001")))
        for cgcode in Cgcode.allCases where cgcode.category == .single {
            let together = maker.readings(cgcode, of: meter, at: Self.instants)
            let alone = Self.instants.map { maker.reading(cgcode, of: meter, at: $0) }

            #expect(alone == together, "\(cgcode)")
        }
    }

    private static let coarse: Dialect = {
        var dialect = Dialect()
        (dialect.energyStep, dialect.demandReset, dialect.profileStamp) = (.hundredth, .day, .start)
        return dialect
    }()

    /// The first of a month, a midnight, ends of intervals, and instants beside them.
    private static let instants: [SimulatedInstant] = {
        let midnight = WorldConfiguration.test().zone.startOfDay(CivilDate(dayNumber: 19_905))
        return [0, 1, 17 * 60_000, 900_000, 86_399_999, 86_400_000, 90_000_000, 90_000_001]
            .map { midnight + .milliseconds($0) }
    }()
}
