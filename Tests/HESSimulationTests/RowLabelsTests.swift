import HESContract
import SimulationKernel
import Testing

@testable import HESSimulation

@Suite("The stamps of rows and their places among the freezes")
struct RowLabelsTests {
    private static let zones = [
        WorldZone.plusEight,
        WorldZone(
            name: "Europe/Berlin",
            initialOffset: .hours(1),
            transitions: [
                .init(instant: SimulatedInstant(milliseconds: 1_711_846_800_000), offsetAfter: .hours(2)),
                .init(instant: SimulatedInstant(milliseconds: 1_729_990_800_000), offsetAfter: .hours(1)),
            ]
        ),
    ]
    private static let opening: Dialect = {
        var dialect = Dialect()
        (dialect.freezeLabel, dialect.profileStamp) = (.opening, .start)
        return dialect
    }()

    @Test(
        "a window of stamps has the freezes whose stamps lie in it, also where days have 23 and 25 hours",
        arguments: [Cgcode.dailyBilling, .monthlyBilling, .loadProfile, .importActiveEnergy, .voltageA],
        [Dialect(), opening]
    )
    func windows(cgcode: Cgcode, dialect: Dialect) {
        for zone in Self.zones {
            let grid = FreezeGrid(cgcode, intervalMinutes: 15)
            let labels = RowLabels(of: cgcode, every: 15, in: zone, dialect)
            for start: Int64 in [1_711_600_000_000, 1_729_750_000_000] {
                for step: Int64 in 0..<60 {
                    let first = SimulatedInstant(milliseconds: start + step * 7_200_000)
                    let last = first + .milliseconds(step * step * 100_003)
                    let found = grid.indices(from: labels.place(of: first), through: labels.place(of: last), in: zone)
                    for index in found.lowerBound - 2..<found.upperBound + 2 {
                        let stamp = labels.stamp(of: grid.instant(of: index, in: zone))
                        #expect(found.contains(index) == (first...last).contains(stamp))
                    }
                }
            }
        }
    }

    @Test("the rows of tasks are found by their own instants, and an interval's lag never passes the next end")
    func tasks() {
        let zone = Self.zones[1]
        let grid = RowGrid(freezes: .profile(minutes: 15), zone: zone, lag: TaskLag(of: "1001", seed: 7))
        let first = SimulatedInstant(milliseconds: 1_711_845_000_000)
        for step: Int64 in 0..<200 {
            let start = first + .milliseconds(step * 77_777)
            let found = grid.indices(from: start, through: start + .minutes(step))
            for index in found.lowerBound - 1...found.upperBound {
                let instant = grid.instant(of: index)
                #expect(found.contains(index) == (start...start + .minutes(step)).contains(instant))
                #expect(instant < grid.instant(of: index + 1))
                #expect(grid.contains(instant))
            }
        }
    }
}
