import HESContract
import SimulationKernel

/// The rule of windows.
enum WindowRules {
    /// Stamps may be a minute from their freeze, by which windows find them.
    private static let tolerance: Int64 = 61_000
    private static let hour: Int64 = 3_600_000

    /// A row with the window that was asked, in milliseconds since the epoch.
    private struct Seen {
        let asked: RowRules.Asked
        let stamp: Int64
        let start: Int64
        let end: Int64
        /// The offsets from UTC with which the row lies within its window.
        let offsets: (least: Int64, most: Int64)

        init?(_ asked: RowRules.Asked, in zone: WorldZone) {
            guard let stamp = asked.row.stamp, let from = asked.exchange.civil("start"),
                let to = asked.exchange.civil("end")
            else { return nil }
            (self.asked, self.stamp) = (asked, stamp)
            start = zone.instant(of: from).milliseconds - tolerance
            let first = zone.instant(of: to)
            // Within the hour that is shown twice, a window ends with its second showing.
            let isTwice = zone.civilTime(at: first + .hours(1)) == to
            end = first.milliseconds + (isTwice ? hour : 0) + tolerance
            let (least, most) = (from.millisecondsOnWall - tolerance, to.millisecondsOnWall + tolerance)
            offsets = (least - stamp, most - stamp)
        }

        var isInside: Bool { stamp >= start && stamp <= end }
    }

    static let window = Rule("R4", clause: "§3.4", title: "Rows lie within the window that was asked") { talk in
        guard let zone = talk.zone else { return .notObserved("the zone is not known") }
        let rows = RowRules.rows(talk) { RowRules.hasValues($0) && $0 != .readSingle }
        let seen = rows.compactMap { Seen($0, in: zone) }
        guard let stray = seen.first(where: { !$0.isInside }) else {
            return Rule.each(seen, lacking: "no row with a stamp and a window came", seq: \.asked.seq) { _ in nil }
        }
        if let hours = otherOffset(for: seen, than: zone) {
            return .notObserved("rows lie within their windows only in a zone of \(hours) h: is --time-zone right?")
        }
        let exchange = stray.asked.exchange
        let what =
            "a row of \(zone.civilTime(at: SimulatedInstant(milliseconds: stray.stamp))) for a window from "
            + "\(exchange.asked("start") ?? "") to \(exchange.asked("end") ?? "")"
        return .broken(what, events: [stray.asked.seq])
    }

    /// The offset from UTC, in hours, of the nearest zone in which every row lies within its window; nil if there is none.
    ///
    /// Zones lie from -12:00 to +14:00, a quarter of an hour apart; in summer they may be an hour more.
    private static func otherOffset(for seen: [Seen], than zone: WorldZone) -> String? {
        guard let first = seen.first else { return nil }
        let own = zone.offset(at: SimulatedInstant(milliseconds: first.stamp)).milliseconds
        // An offset changes at a whole quarter of an hour: rows of one quarter share theirs.
        var quarters: [Int64: (least: Int64, most: Int64)] = [:]
        for row in seen {
            let known = quarters[row.stamp / 900_000] ?? (.min, .max)
            let both = (max(known.least, row.offsets.least), min(known.most, row.offsets.most))
            quarters[row.stamp / 900_000] = both
        }
        let fitting = (-48...56).map { Int64($0) * 900_000 }.filter { other in
            quarters.values.allSatisfy { bounds in
                [other, other + hour].contains { $0 >= bounds.least && $0 <= bounds.most }
            }
        }
        return fitting.min { abs($0 - own) < abs($1 - own) }.map { "\(Double($0) / Double(hour))" }
    }
}
