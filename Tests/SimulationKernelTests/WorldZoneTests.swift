import SimulationKernel
import Testing

@Suite("World zone")
struct WorldZoneTests {
    /// Berlin's two changes of 2024.
    private let berlin = WorldZone(
        name: "Europe/Berlin",
        initialOffset: .hours(1),
        transitions: [
            .init(instant: SimulatedInstant(milliseconds: 1_711_846_800_000), offsetAfter: .hours(2)),
            .init(instant: SimulatedInstant(milliseconds: 1_729_990_800_000), offsetAfter: .hours(1)),
        ]
    )

    @Test("the document's timestamp 1720540800000 is midnight at +08:00")
    func documentedMidnight() throws {
        let midnight = try #require(CivilTime(parsing: "2024-07-10 00:00:00"))

        #expect(WorldZone.plusEight.instant(of: midnight).milliseconds == 1_720_540_800_000)
        #expect(WorldZone.plusEight.civilTime(at: SimulatedInstant(milliseconds: 1_720_540_800_000)) == midnight)
    }

    @Test(
        "days have 23 and 25 hours where daylight saving begins and ends",
        arguments: [
            ("2024-03-30 00:00:00", 24), ("2024-03-31 00:00:00", 23), ("2024-10-27 00:00:00", 25),
            ("2024-10-28 00:00:00", 24),
        ]
    )
    func lengthOfDays(day: String, hours: Int64) throws {
        let date = try #require(CivilTime(parsing: day)).date

        #expect(berlin.startOfDay(date.adding(days: 1)) - berlin.startOfDay(date) == .hours(hours))
    }

    @Test("a time that the clock skips is the instant of the jump, one that it shows twice is the first")
    func skippedAndRepeated() throws {
        let skipped = try #require(CivilTime(parsing: "2024-03-31 02:30:00"))
        let repeated = try #require(CivilTime(parsing: "2024-10-27 02:30:00"))

        #expect(berlin.instant(of: skipped).milliseconds == 1_711_846_800_000)
        #expect(berlin.instant(of: repeated).milliseconds == 1_729_989_000_000)
    }
}
