package import SimulationKernel

/// What the collector does by the world's clock.
package enum CollectorTask: String, CaseIterable, Sendable {
    case compareArchives, fillHoles, collectDailyBilling, collectProfiles, openBreaker, closeBreaker, readPower
}

/// A task at its instant.
package struct Appointment: Hashable, Sendable {
    package let at: SimulatedInstant
    package let task: CollectorTask
}

/// The collector's day: which task is due when, by the wall clocks of the world's zone.
package struct Timetable: Sendable {
    private let zone: WorldZone

    package init(zone: WorldZone) {
        self.zone = zone
    }

    /// The first appointment after the instant; no two are at the same time.
    package func next(after instant: SimulatedInstant) -> Appointment {
        let first = CollectorTask.allCases.map { Appointment(at: next($0, after: instant), task: $0) }
        return first.min { $0.at < $1.at } ?? Appointment(at: instant, task: .readPower)
    }

    /// When the task is due next after the instant.
    package func next(_ task: CollectorTask, after instant: SimulatedInstant) -> SimulatedInstant {
        let (hours, minute) = Self.times(of: task)
        let date = zone.date(at: instant)
        for day in 0...1 {
            for hour in hours {
                let time = CivilTime(date: date.adding(days: day), millisecondOfDay: (hour * 60 + minute) * 60_000)
                if case let due = zone.instant(of: time), due > instant { return due }
            }
        }
        return instant + .days(1)
    }

    /// Hours of the day and the minute in each; no minute is that of two tasks.
    private static func times(of task: CollectorTask) -> (hours: [Int], minute: Int) {
        switch task {
        case .collectProfiles: (Array(0...23), 5)
        case .readPower: (Array(0...23), 55)
        case .compareArchives: (quarters, 15)
        case .fillHoles: (quarters, 25)
        case .collectDailyBilling: ([0], 30)
        case .openBreaker: ([10, 17], 20)
        case .closeBreaker: ([10, 17], 40)
        }
    }

    /// Hours of the tasks that are done four times a day.
    private static let quarters = [0, 6, 12, 18]
}
