import HESSimulation
import SimulationKernel
import Testing

@Suite("Freeze grid")
struct FreezeGridTests {
    private let zones = [
        WorldZone.plusEight, WorldZone(name: "+05:30", initialOffset: .minutes(330)),
        WorldZone(
            name: "Europe/Berlin",
            initialOffset: .hours(1),
            transitions: [.init(instant: SimulatedInstant(milliseconds: 1_711_846_800_000), offsetAfter: .hours(2))]
        ),
    ]

    @Test(
        "the freezes of a window are those that lie in it",
        arguments: [
            FreezeGrid.daily, .monthly, .profile(minutes: 15), .profile(minutes: 60),
        ]
    )
    func window(grid: FreezeGrid) {
        for zone in zones {
            for step in 0..<50 {
                let first = SimulatedInstant(milliseconds: 1_711_700_000_000 + Int64(step) * 7_654_321)
                let last = first + .milliseconds(Int64(step * step) * 2_000_003)
                let indices = grid.indices(from: first, through: last, in: zone)

                for index in indices {
                    #expect((first...last).contains(grid.instant(of: index, in: zone)))
                    #expect(grid.isFreeze(grid.instant(of: index, in: zone), in: zone))
                }
                #expect(grid.instant(of: indices.lowerBound - 1, in: zone) < first)
                #expect(grid.instant(of: indices.upperBound, in: zone) > last)
            }
        }
    }

    @Test("the day on which daylight saving begins has 92 quarter hours")
    func shortDay() {
        let start = SimulatedInstant(milliseconds: 1_711_839_600_000)

        #expect(
            FreezeGrid.profile(minutes: 15).indices(from: start, through: start + .hours(23), in: zones[2]).count == 93
        )
        #expect(FreezeGrid.daily.indices(from: start, through: start + .hours(23), in: zones[2]).count == 2)
    }

    @Test("an hourly grid stands on the wall clock's full hours, also at +05:30")
    func alignment() {
        let zone = zones[1]
        let indices = FreezeGrid.profile(minutes: 60).indices(
            from: SimulatedInstant(milliseconds: 1_720_540_800_000),
            through: SimulatedInstant(milliseconds: 1_720_544_399_000),
            in: zone
        )

        #expect(indices.count == 1)
        #expect(
            zone.civilTime(at: FreezeGrid.profile(minutes: 60).instant(of: indices.lowerBound, in: zone)).minute == 0
        )
    }
}
