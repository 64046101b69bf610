import HESContract
import SimulationKernel

/// The rule of windows.
enum WindowRules {
    /// Stamps may be a minute from their freeze, by which windows find them.
    private static let tolerance: Int64 = 61_000

    /// A row with the window that was asked, in milliseconds since the epoch.
    private struct Seen {
        let asked: RowRules.Asked
        let stamp: Int64
        let start: Int64
        let end: Int64

        init?(_ asked: RowRules.Asked, in zone: WorldZone) {
            guard let stamp = asked.row.stamp, let start = asked.exchange.instant(of: "start", in: zone),
                let end = asked.exchange.instant(of: "end", in: zone)
            else { return nil }
            (self.asked, self.stamp, self.start, self.end) = (asked, stamp, start - tolerance, end + tolerance)
        }

        var isInside: Bool { stamp >= start && stamp <= end }
    }

    static let window = Rule("R4", clause: "§3.4", title: "Rows lie within the window that was asked") { talk in
        guard let zone = talk.zone else { return .notObserved("the zone is not known") }
        let rows = RowRules.rows(talk) { RowRules.hasValues($0) && $0 != .readSingle }
        let seen = rows.compactMap { Seen($0, in: zone) }
        guard let stray = seen.first(where: { !$0.isInside }) else {
            return Rule.each(rows, lacking: "no row came", seq: \.seq) { _ in nil }
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
    /// Zones lie from -12:00 to +14:00, a quarter of an hour apart.
    private static func otherOffset(for seen: [Seen], than zone: WorldZone) -> String? {
        guard let first = seen.first else { return nil }
        let offset = zone.offset(at: SimulatedInstant(milliseconds: first.stamp)).milliseconds
        let least = seen.map { $0.start - $0.stamp }.max() ?? 0
        let most = seen.map { $0.end - $0.stamp }.min() ?? 0
        let fitting = (-48...56).map { Int64($0) * 900_000 }.filter { least <= $0 - offset && $0 - offset <= most }
        return fitting.min { abs($0 - offset) < abs($1 - offset) }.map { "\(Double($0) / 3_600_000)" }
    }
}
