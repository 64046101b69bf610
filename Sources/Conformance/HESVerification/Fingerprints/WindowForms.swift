import HESContract
import JSON
import SimulationKernel

/// Windows of history: their end, and how long they may be.
enum WindowForms {
    static let all = [
        Fingerprint("windowEnd", judge: windowEnd), Fingerprint("historyLimit", judge: historyLimit),
        Fingerprint("historySpan", judge: historySpan),
    ]

    /// A window that ends at the exact stamp of a row: a day's freeze, or the end of an interval of the load profile.
    @Sendable private static func windowEnd(_ talk: Conversation) -> [Observation] {
        guard let zone = talk.zone else { return [] }
        let exchanges = ["windowEnd", "nightProfile"].flatMap { talk.accepted($0).suffix(1) }
        return exchanges.compactMap { exchange in
            guard let start = exchange.instant(of: "start", in: zone), let end = exchange.instant(of: "end", in: zone)
            else { return nil }
            let stamps = exchange.rows.compactMap(\.stamp)
            // The row at the start shows that the zone is right; stamps that are not on the grid are not what windows are about.
            guard stamps.contains(start), isGrid(stamps, through: end) else { return nil }
            let hasEnd = stamps.contains(end)
            let seen = "a window that ends at a row's stamp \(hasEnd ? "has" : "lacks") that row"
            return Observation([hasEnd ? "inclusive" : "exclusive"], seen: seen, at: [exchange.seq])
        }
    }

    /// Whether the stamps have equal distances, which lead to `end`.
    private static func isGrid(_ stamps: [Int64], through end: Int64) -> Bool {
        let sorted = unique(stamps).sorted()
        let gaps = zip(sorted, sorted.dropFirst()).map { $1 - $0 }
        guard sorted.count >= 3, let gap = gaps.first, gaps.allSatisfy({ $0 == gap }), let first = sorted.first else {
            return false
        }
        return (end - first) % gap == 0
    }

    // MARK: Half a year

    /// One reading of "within half a year".
    private struct Reading {
        let limit: Dialect.HistoryLimit
        let span: Dialect.HistorySpan

        static let all = Dialect.HistoryLimit.allCases.flatMap { limit in
            Dialect.HistorySpan.allCases.map { Reading(limit: limit, span: $0) }
        }
    }

    /// Windows that end in the future count where the HES takes such an end, as one of 180 days shows.
    private static func labels(_ talk: Conversation) -> [String] {
        let ahead = talk.accepted("ahead180").isEmpty ? [] : ["ahead184", "ahead183"]
        return ["long", "old", "span184", "span183", "span181", "past184", "past183"] + ahead
    }

    /// A start that is so near to the oldest allowed one tells nothing: the HES has a clock of its own.
    private static let margin = SimulatedDuration.minutes(10)

    /// The readings that no window speaks against, with the events.
    private static func possible(_ talk: Conversation) -> (readings: [Reading], events: [Int], seen: [String]) {
        guard let zone = talk.zone else { return (Reading.all, [], []) }
        var result = (readings: Reading.all, events: [Int](), seen: [String]())
        for label in labels(talk) {
            let refused = talk.refusal(label)
            let exchange = talk.accepted(label).last ?? refused?.step.attempts.last
            guard let exchange, let days = exchange.days(in: zone) else { continue }
            let isRefused = talk.accepted(label).isEmpty
            result.readings.removeAll { !fits($0, question: exchange, isRefused: isRefused, in: zone) }
            result.events.append(exchange.seq)
            result.seen.append("\(Int(days).counted("day")) \(isRefused ? "refused" : "accepted")")
        }
        return result
    }

    private static func fits(
        _ reading: Reading,
        question exchange: Exchange,
        isRefused: Bool,
        in zone: WorldZone
    ) -> Bool {
        guard let start = exchange.civil("start"), let end = exchange.civil("end") else { return true }
        let cut = reading.span.end(from: start)
        if reading.limit == .truncate {
            return !isRefused && (end <= cut || ends(exchange, at: zone.instant(of: cut)))
        }
        if end > cut { return isRefused }
        guard reading.limit == .spanAndAge else { return !isRefused }
        let oldest = reading.span.oldestStart(at: SimulatedInstant(milliseconds: exchange.asked), in: zone)
        let age = oldest - zone.instant(of: start)
        if age > margin { return isRefused }
        return age > SimulatedDuration.zero - margin ? true : !isRefused
    }

    /// Whether the rows of a window that was cut go to within a day of the cut, and not beyond it.
    private static func ends(_ exchange: Exchange, at cut: SimulatedInstant) -> Bool {
        let page = exchange.asked("pageSize").flatMap { Int($0) } ?? 0
        guard let last = exchange.rows.compactMap(\.stamp).max(), exchange.rows.count < page else { return true }
        let distance = cut.milliseconds - last
        // A row may have its stamp up to a minute away.
        return distance > -61_000 && distance <= SimulatedDuration.days(1).milliseconds + 61_000
    }

    @Sendable private static func historyLimit(_ talk: Conversation) -> [Observation] {
        let (readings, events, seen) = possible(talk)
        guard !events.isEmpty else { return [] }
        return [Observation(unique(readings.map(\.limit.rawValue)), seen: seen.joined(separator: ", "), at: events)]
    }

    @Sendable private static func historySpan(_ talk: Conversation) -> [Observation] {
        let (readings, events, seen) = possible(talk)
        guard !events.isEmpty else { return [] }
        return [Observation(unique(readings.map(\.span.rawValue)), seen: seen.joined(separator: ", "), at: events)]
    }
}

extension Exchange {
    func civil(_ field: String) -> CivilTime? { asked(field).flatMap { CivilTime(parsing: $0) } }

    /// Milliseconds since the epoch.
    func instant(of field: String, in zone: WorldZone) -> Int64? {
        civil(field).map { zone.instant(of: $0).milliseconds }
    }

    /// The length of the window, to the nearest day.
    func days(in zone: WorldZone) -> Int64? {
        guard let start = civil("start"), let end = civil("end") else { return nil }
        let day = CivilTime.millisecondsPerDay
        return (end.millisecondsOnWall - start.millisecondsOnWall + day / 2) / day
    }
}
