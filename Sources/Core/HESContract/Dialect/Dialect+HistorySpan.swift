package import SimulationKernel

extension Dialect.HistorySpan {
    private enum Length {
        case days(Int64)
        case months(Int)
    }

    private var length: Length {
        switch self {
        case .days184: .days(184)
        case .days183: .days(183)
        case .days180: .days(180)
        case .months6: .months(6)
        }
    }

    /// For people: "184 days", "6 calendar months".
    package var text: String {
        switch length {
        case .days(let count): "\(count) days"
        case .months(let count): "\(count) calendar months"
        }
    }

    /// The last end of a window that begins at `start`; it belongs to the window.
    package func end(from start: CivilTime) -> CivilTime {
        switch length {
        case .days(let count):
            CivilTime(millisecondsOnWall: start.millisecondsOnWall + Self.milliseconds(ofDays: count))
        case .months(let count): start.adding(months: count)
        }
    }

    /// The oldest start of a window that is asked for at `now`, where its age is limited too.
    package func oldestStart(at now: SimulatedInstant, in zone: WorldZone) -> SimulatedInstant {
        switch length {
        case .days(let count): now - .days(count)
        case .months(let count): zone.instant(of: zone.civilTime(at: now).adding(months: -count))
        }
    }

    private static func milliseconds(ofDays count: Int64) -> Int64 { count * CivilTime.millisecondsPerDay }
}
