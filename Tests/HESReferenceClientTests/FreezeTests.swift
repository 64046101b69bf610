import SimulationKernel
import Testing

@testable import HESReferenceClient

@Suite("Freezes")
struct FreezeTests {
    private let calendar = FreezeCalendar(zone: .plusEight)
    private let july1: Int64 = 1_719_763_200_000
    private let day: Int64 = 86_400_000

    private func time(_ text: String) throws -> CivilTime { try #require(CivilTime(parsing: text)) }

    @Test("days and months freeze at 00:00 of the zone, both ends included")
    func calendars() throws {
        let (start, end) = (try time("2024-06-30 00:00:00"), try time("2024-08-01 00:00:00"))

        #expect(calendar.freezes(of: "1", from: start, to: end).timestamps.count == 33)
        #expect(calendar.freezes(of: "2", from: start, to: end).timestamps == [july1, july1 + 31 * day])
        #expect(calendar.freezes(of: "5050", from: start, to: end).isEmpty)
    }

    @Test("a day of load profile has 97 stamps from 00:00 to 00:00")
    func loadProfile() throws {
        let (start, end) = (try time("2024-07-01 00:00:00"), try time("2024-07-02 00:00:00"))

        #expect(calendar.freezes(of: "3", from: start, to: end).timestamps.count == 97)
        #expect(calendar.freezes(of: "3", from: start, to: end, stepMinutes: 60).timestamps.count == 25)
        #expect(FreezeCalendar.stepMinutes(of: [july1, july1 + 3_600_000]) == 60)
        #expect(FreezeCalendar.stepMinutes(of: [july1, july1 + 900_000]) == 15)
        #expect(FreezeCalendar.stepMinutes(of: []) == 15)
    }

    @Test("stamps seconds beside a freeze stand for it, minutes beside it do not")
    func tolerance() {
        let freezes = FreezeSet(timestamps: [july1, july1 + day])

        #expect(freezes.nearest(july1 + 7000) == july1)
        #expect(freezes.nearest(july1 + day - 2000) == july1 + day)
        #expect(freezes.nearest(july1 + 60_000) == july1)
        #expect(freezes.nearest(july1 + 61_000) == nil)
        #expect(FreezeSet(timestamps: []).nearest(july1) == nil)
    }

    @Test("meters that lack the same run are read together, and nothing else is asked for")
    func groups() {
        let freezes = FreezeSet(timestamps: (0..<5).map { july1 + Int64($0) * day })
        let missing = [("a", 0), ("a", 1), ("a", 3), ("b", 0), ("b", 1), ("c", 3)].map {
            Freeze(devAddr: $0.0, timestamp: july1 + Int64($0.1) * day)
        }

        let groups = ReadGroup.groups(of: missing, among: freezes)

        #expect(
            groups == [
                ReadGroup(meters: ["a", "b"], first: july1, last: july1 + day),
                ReadGroup(meters: ["a", "c"], first: july1 + 3 * day, last: july1 + 3 * day),
            ]
        )
    }
}
