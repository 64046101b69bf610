import SimulationKernel
import Testing

@Suite("Civil time")
struct CivilTimeTests {
    @Test("every day of four centuries converts to its number and back")
    func daysRoundTrip() {
        for number in -141_427...4671 {
            let date = CivilDate(dayNumber: number)
            let (year, month, day) = date.yearMonthDay

            #expect(CivilDate(year: year, month: month, day: day) == date)
        }
    }

    @Test("the calendar refuses days that it does not have", arguments: [(2023, 2, 29), (2024, 4, 31), (2024, 13, 1)])
    func impossibleDays(year: Int, month: Int, day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test("11 July 2024 was a Thursday, the 193rd day of its year")
    func weekdayAndDayOfYear() throws {
        let date = try #require(CivilDate(year: 2024, month: 7, day: 11))

        #expect(date.isoWeekday == 4)
        #expect(date.dayOfYear == 193)
        #expect(date.firstOfMonth(adding: -7).yearMonthDay == (2023, 12, 1))
        #expect(date.firstOfMonth(adding: 6).yearMonthDay == (2025, 1, 1))
    }

    @Test(
        "only the document's date pattern is read",
        arguments: [
            "2024-07-11T16:20:01", "2024-07-11 16:20", "2024-7-11 16:20:01", "2024-02-30 00:00:00",
            "2024-07-11 24:00:00",
            "2024-07-11 16:20:01Z", "", "2024-07-11 16:20:0x",
        ]
    )
    func otherPatterns(text: String) {
        #expect(CivilTime(parsing: text) == nil)
    }

    @Test("a time prints as it was read, without its milliseconds")
    func printing() throws {
        var time = try #require(CivilTime(parsing: "2024-07-11 16:20:01"))
        time.millisecondOfDay += 113

        #expect(time.description == "2024-07-11 16:20:01")
    }

    @Test("times before 1970 keep a time of day that is not negative")
    func beforeTheEpoch() {
        let time = CivilTime(millisecondsOnWall: -1)

        #expect(time.date.dayNumber == -1)
        #expect(time.millisecondOfDay == 86_399_999)
    }
}
