import SimulationKernel
import Testing

@testable import HESSimulation

@Suite("Schedule")
struct ScheduleTests {
    @Test("events come out by instant, those of one instant as they went in")
    func order() {
        var schedule = Schedule<String>()
        schedule.insert("late", at: SimulatedInstant(milliseconds: 2))
        schedule.insert("first", at: SimulatedInstant(milliseconds: 1))
        schedule.insert("second", at: SimulatedInstant(milliseconds: 1))

        var order: [String] = []
        while let (_, event) = schedule.popNext(dueBy: SimulatedInstant(milliseconds: 9)) { order.append(event) }

        #expect(order == ["first", "second", "late"])
    }

    @Test("what is not due stays")
    func notDue() {
        var schedule = Schedule<Int>()
        schedule.insert(1, at: SimulatedInstant(milliseconds: 5))

        #expect(schedule.popNext(dueBy: SimulatedInstant(milliseconds: 4)) == nil)
        #expect(schedule.nextInstant == SimulatedInstant(milliseconds: 5))
        #expect(schedule.popNext(dueBy: SimulatedInstant(milliseconds: 5))?.event == 1)
    }

    @Test(
        "durations are read with their unit and nothing else",
        arguments: [
            ("250ms", 250), ("4s", 4000), ("1.5m", 90_000), ("36h", 129_600_000), ("2d", 172_800_000), ("4", nil),
            ("-4s", nil), ("s", nil), ("4 s", nil), ("nans", nil), ("1e99d", nil), ("999999999999d", nil),
            ("infd", nil), ("36500d", 3_153_600_000_000),
        ] as [(String, Int64?)]
    )
    func durations(text: String, milliseconds: Int64?) {
        #expect(SimulatedDuration(parsing: text)?.milliseconds == milliseconds)
    }
}
