import HESContract
import JSON
import SimulationKernel

/// When rows say that they were.
enum StampForms {
    static let all = [
        Fingerprint("freezeStamp", judge: freezeStamp), Fingerprint("freezeLabel", judge: freezeLabel),
        Fingerprint("profileStamp", judge: profileStamp), Fingerprint("singleHistory", judge: singleHistory),
        Fingerprint("instantStamp", judge: instantStamp), Fingerprint("backfill", judge: backfill),
    ]

    private static let minute: Int64 = 60_000
    private static let day: Int64 = 86_400_000

    /// Distance to the nearest 00:00 of the zone.
    private static func offset(of stamp: Int64, in zone: WorldZone) -> Int64 {
        let time = Int64(zone.civilTime(at: SimulatedInstant(milliseconds: stamp)).millisecondOfDay)
        return time > day / 2 ? time - day : time
    }

    @Sendable private static func freezeStamp(_ talk: Conversation) -> [Observation] {
        guard let exchange = talk.accepted("daily").first, let zone = talk.zone else { return [] }
        let offsets = exchange.rows.compactMap(\.stamp).map { offset(of: $0, in: zone) }
        guard offsets.count >= 6 else { return [] }
        let widest = offsets.map(abs).max() ?? 0
        if widest > minute {
            return [
                .unlisted("daily rows \(widest / minute) minutes from 00:00: is --time-zone right?", at: [exchange.seq])
            ]
        }
        let seen = widest == 0 ? "daily rows at 00:00 exactly" : "daily rows up to \(widest / 1000) s from 00:00"
        return [Observation([widest == 0 ? "exact" : "jitter"], seen: seen, at: [exchange.seq])]
    }

    // MARK: Labels

    /// A freeze and an interval that ends with it, told by their equal registers.
    private struct Match {
        let isOpening: Bool
        let isStart: Bool
    }

    /// Readings of both labels that a daily row and the load profile allow; nil if their registers tell nothing.
    private static func matches(_ talk: Conversation) -> (matches: [Match], events: [Int])? {
        guard let profile = talk.accepted("profile").last, let daily = talk.accepted("daily").first,
            let zone = talk.zone, let device = profile.rows.first?.device
        else { return nil }
        let intervals = profile.rows.compactMap { row in row.stamp.map { (stamp: $0, registers: registers(of: row)) } }
        let step = spacing(of: intervals.map(\.stamp))
        var rest = [false, true].flatMap { opening in [false, true].map { Match(isOpening: opening, isStart: $0) } }
        for row in daily.rows where row.device == device {
            guard let stamp = row.stamp, step > 0 else { continue }
            let wanted = registers(of: row)
            let midnight = stamp - offset(of: stamp, in: zone)
            let places = unique(intervals.filter { $0.registers == wanted }.map(\.stamp))
            guard places.count == 1, !wanted.isEmpty else { continue }
            let still = rest.filter { match in
                midnight + (match.isOpening ? day : 0) - (match.isStart ? step : 0) == places[0]
            }
            if !still.isEmpty { rest = still }
        }
        return rest.count == 4 ? nil : (rest, [daily.seq, profile.seq])
    }

    private static func registers(of row: SeenRow) -> [String] {
        let values = ["5069", "5074", "5084", "5089"].map { row.value(of: $0) ?? "" }
        return values.contains("") ? [] : values
    }

    /// The least distance of neighbours; 0 without two stamps.
    private static func spacing(of stamps: [Int64]) -> Int64 {
        let sorted = stamps.sorted()
        return zip(sorted, sorted.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }.min() ?? 0
    }

    @Sendable private static func freezeLabel(_ talk: Conversation) -> [Observation] {
        guard let (matches, events) = matches(talk) else { return [] }
        let values = unique(matches.map { $0.isOpening ? "opening" : "closing" })
        let seen =
            "the registers of a daily row are those of the load profile at the \(values.joined(separator: " or "))"
        return [Observation(values, seen: "\(seen) 00:00", at: events)]
    }

    @Sendable private static func profileStamp(_ talk: Conversation) -> [Observation] {
        guard let (matches, events) = matches(talk) else { return [] }
        let values = unique(matches.map { $0.isStart ? "start" : "end" })
        let seen = "the load profile's row with a day's registers has the \(values.joined(separator: " or "))"
        return [Observation(values, seen: "\(seen) of its interval", at: events)]
    }

    // MARK: Instant readings

    @Sendable private static func singleHistory(_ talk: Conversation) -> [Observation] {
        guard let single = talk.accepted("singles").last else { return [] }
        let stamps = unique(single.rows.compactMap(\.stamp))
        let seen = "\(single.rows.count.counted("instant reading")) in a night of history"
        if stamps.isEmpty {
            guard talk.accepted("nightProfile").contains(where: { $0.rows.count >= 4 }) else { return [] }
            return [Observation(["onDemand"], seen: seen + ", which has the load profile", at: [single.seq])]
        }
        let late = stamps.map { $0 % (15 * minute) }
        guard stamps.count >= 4 else { return [] }
        if stamps.allSatisfy({ $0 % (5 * minute) == 0 }) {
            return [Observation(["grid"], seen: seen + ", all on the grid", at: [single.seq])]
        }
        if late.allSatisfy({ (3000...120_000).contains($0) }) {
            return [Observation(["taskReturn"], seen: seen + ", 3 to 120 s behind the grid", at: [single.seq])]
        }
        return []
    }

    /// Of one message with several meters.
    @Sendable private static func instantStamp(_ talk: Conversation) -> [Observation] {
        talk.steps(labelled: "instant").flatMap { step in step.pushes.compactMap { instant(of: $0, in: step, talk) } }
    }

    private static func instant(of push: SeenPush, in step: SeenStep, _ talk: Conversation) -> Observation? {
        let rows = push.rows.filter { $0.hasValue }
        let stamps = unique(rows.compactMap(\.stamp))
        if stamps.count > 1 {
            return Observation(["meter"], seen: "\(rows.count) meters with \(stamps.count) stamps", at: [push.seq])
        }
        guard let stamp = stamps.first, rows.count >= 3, let exchange = step.accepted,
            let made = exchange.planID.flatMap({ PlanTime.milliseconds(of: $0, in: talk.zone) }),
            abs(made - exchange.answered) < day
        else { return nil }
        let isWhole = stamp % 1000 == 0
        let delay = stamp - made
        if delay >= (isWhole ? 4000 : 1000) {
            let seen = "\(rows.count) meters with one stamp, \(delay) ms after the call"
            return Observation(["task"], seen: seen, at: [push.seq])
        }
        guard (isWhole ? -1000...0 : -5...5).contains(delay), isReadingTold(push, of: exchange, in: talk) else {
            return nil
        }
        return Observation(["start"], seen: "\(rows.count) meters with the stamp of the call", at: [push.seq])
    }

    /// Whether the push came so much later than results without a reading that the meters were read meanwhile.
    private static func isReadingTold(_ push: SeenPush, of exchange: Exchange, in talk: Conversation) -> Bool {
        let quick = talk.steps.filter { $0.endpoint == .readArchive }.compactMap { step -> Int64? in
            guard let answered = step.accepted?.answered, let first = step.pushes.first else { return nil }
            return first.milliseconds - answered
        }
        guard let slowest = quick.max() else { return false }
        return push.milliseconds - exchange.answered >= 2 * max(0, slowest) + 2000
    }

    /// The reading's own row in history.
    @Sendable private static func backfill(_ talk: Conversation) -> [Observation] {
        let readings = talk.steps(labelled: "instant").flatMap(\.pushedRows).filter(\.hasValue)
        let stamps = Set(readings.compactMap(\.stamp))
        guard !stamps.isEmpty else { return [] }
        return talk.accepted("spot").suffix(1).map { exchange in
            let isThere = exchange.rows.compactMap(\.stamp).contains { stamps.contains($0) }
            let seen = "history \(isThere ? "has" : "lacks") a reading of §3.3 at once"
            return Observation(isThere ? ["immediate"] : ["delayed", "never"], seen: seen, at: [exchange.seq])
        }
            + talk.accepted("spotLate").suffix(1).map { exchange in
                let isThere = exchange.rows.compactMap(\.stamp).contains { stamps.contains($0) }
                let seen = "history \(isThere ? "has" : "lacks") a reading of §3.3 after eleven minutes"
                return Observation(isThere ? ["immediate", "delayed"] : ["never"], seen: seen, at: [exchange.seq])
            }
    }
}

/// The instant that the name of a plan tells.
enum PlanTime {
    /// Milliseconds since the epoch; nil for a name that tells none.
    static func milliseconds(of planID: String, in zone: WorldZone?) -> Int64? {
        guard let zone, planID.hasPrefix("P"), let plan = PlanID(parsing: planID) else { return nil }
        let wall = CivilTime(millisecondsOnWall: plan.ordinal / 1000)
        return zone.instant(of: wall).milliseconds
    }
}
