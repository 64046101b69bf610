import SimulationKernel

/// When meters freeze: at 00:00 of every day, or of every first of a month (§4.2).
enum FreezePeriod: String, CaseIterable {
    case day, month

    /// Wall-clock instants of a range, both ends included; empty if an end cannot be read.
    func instants(from start: String, to end: String) -> [CivilTime] {
        guard let start = CivilTime(parsing: start), let end = CivilTime(parsing: end) else { return [] }
        var date = self == .day ? start.date : start.date.firstOfMonth()
        var instants: [CivilTime] = []
        while CivilTime(date: date) <= end {
            if CivilTime(date: date) >= start { instants.append(CivilTime(date: date)) }
            date = self == .day ? date.adding(days: 1) : date.firstOfMonth(adding: 1)
        }
        return instants
    }
}
