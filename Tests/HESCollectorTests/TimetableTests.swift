import HESCollector
import SimulationKernel
import Testing

@Suite("The collector's timetable")
struct TimetableTests {
    private let timetable = Timetable(zone: .plusEight)

    @Test("begun at ten to five, the power is read first, then the load profile is collected")
    func firstTasks() {
        var now = Shared.instant("2024-07-11 16:50:00")
        var told: [String] = []
        for _ in 0..<4 {
            let next = timetable.next(after: now)
            told.append("\(Shared.time(next.at)) \(next.task)")
            now = next.at
        }

        #expect(
            told == [
                "2024-07-11 16:55:00 readPower", "2024-07-11 17:05:00 collectProfiles",
                "2024-07-11 17:20:00 openBreaker", "2024-07-11 17:40:00 closeBreaker",
            ]
        )
    }

    @Test("a day has each task as often as it is meant to, and no two at one time")
    func oneDay() {
        var now = Shared.instant("2024-07-11 00:00:00")
        let end = Shared.instant("2024-07-12 00:00:00")
        var counts: [CollectorTask: Int] = [:]
        while case let next = timetable.next(after: now), next.at <= end {
            counts[next.task, default: 0] += 1
            now = next.at
        }

        #expect(counts[.collectProfiles] == 24)
        #expect(counts[.readPower] == 24)
        #expect(counts[.fillHoles] == 4)
        #expect(counts[.compareArchives] == 4)
        #expect(counts[.collectDailyBilling] == 1)
        #expect(counts[.openBreaker] == 2)
        #expect(counts[.closeBreaker] == 2)
    }

    @Test("a task of this hour that is over comes again in the next, also over midnight")
    func overMidnight() {
        let next = timetable.next(.collectProfiles, after: Shared.instant("2024-07-11 23:05:00"))

        #expect(Shared.time(next) == "2024-07-12 00:05:00")
    }
}

enum Shared {
    static func instant(_ text: String) -> SimulatedInstant {
        CivilTime(parsing: text).map { WorldZone.plusEight.instant(of: $0) } ?? SimulatedInstant(milliseconds: 0)
    }

    static func time(_ instant: SimulatedInstant) -> String {
        WorldZone.plusEight.civilTime(at: instant).description
    }
}
