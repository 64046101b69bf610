import HESContract
import SimulationKernel

/// Which values a collection wants, and which of them the store has; makes no call.
struct Collection: Sendable {
    let cgcode: String
    let isComposite: Bool
    let meters: [String]
    let window: Window
    let zone: WorldZone
    /// The channels that a complete freeze has.
    let channels: Set<String>
    var defects: Defects = []
    /// Empty for an item of which one reading of each meter is enough, and for a window without a freeze, which needs no row.
    private(set) var freezes: FreezeSet

    init(cgcode: String, isComposite: Bool, meters: [String], window: Window, zone: WorldZone, channels: Set<String>) {
        self.cgcode = cgcode
        self.isComposite = isComposite
        self.meters = meters
        self.window = window
        self.zone = zone
        self.channels = channels
        freezes = FreezeCalendar(zone: zone).freezes(of: cgcode, from: window.start, to: window.end)
    }

    /// Whether the item is one that meters freeze.
    var hasFreezes: Bool { !freezes.isEmpty || Cgcode(rawValue: cgcode)?.category == .composite }

    var isTooLarge: Bool { meters.count * max(1, freezes.timestamps.count) > Self.mostFreezes }

    /// Derives the grid of a load profile, which the meters determine, from the stamps of stored rows.
    mutating func learnGrid(from store: RowStore) {
        guard cgcode == Cgcode.loadProfile.rawValue else { return }
        let stamps = meters.flatMap { store.stamps(source: cgcode, devAddr: $0).keys }
        let step = FreezeCalendar.stepMinutes(of: stamps)
        let calendar = FreezeCalendar(zone: zone)
        freezes = calendar.freezes(of: cgcode, from: window.start, to: window.end, stepMinutes: step)
    }

    /// Every freeze of every meter.
    var all: [Freeze] {
        meters.flatMap { meter in freezes.timestamps.map { Freeze(devAddr: meter, timestamp: $0) } }
    }

    /// The freezes that the store lacks, in the order of the meters, then of time.
    func missing(in store: RowStore) -> [Freeze] {
        meters.flatMap { meter -> [Freeze] in
            let whole = store.stamps(source: cgcode, devAddr: meter).filter { channels.isSubset(of: $0.value) }.keys
            let there = Set(whole.compactMap(freeze))
            if isOddDay(there.count), let last = freezes.timestamps.last {
                return [Freeze(devAddr: meter, timestamp: last)]
            }
            return freezes.timestamps.filter { !there.contains($0) }.map { Freeze(devAddr: meter, timestamp: $0) }
        }
    }

    /// Whether a load profile is not one of 96 rows a day, both ends included: the defect of COLL-08.
    private func isOddDay(_ count: Int) -> Bool {
        cgcode == Cgcode.loadProfile.rawValue && count == freezes.timestamps.count && count != window.days * 96 + 1
            && defects.contains(.expectsNinetySix)
    }

    /// The freeze that a stamp stands for; nil if there is none.
    private func freeze(of stamp: Int64) -> Int64? {
        guard let freeze = freezes.nearest(stamp), freeze != stamp else { return freezes.nearest(stamp) }
        return defects.contains(.exactStamps) ? nil : freeze
    }

    /// Meters without any reading in the window.
    func metersWithoutReading(in store: RowStore) -> [String] {
        meters.filter { meter in
            store.stamps(source: cgcode, devAddr: meter).isEmpty
        }
    }

    /// The rows of the collection that the store has.
    func rows(in store: RowStore) -> [Row] {
        guard hasFreezes else {
            return store.rows(source: cgcode, meters: meters, between: .min, and: .max)
        }
        let tolerance = FreezeSet.toleranceMilliseconds
        let first = zone.instant(of: window.start).milliseconds - tolerance
        let last = zone.instant(of: window.end).milliseconds + tolerance
        return store.rows(source: cgcode, meters: meters, between: first, and: last)
    }

    /// Real-time reads for exactly these freezes.
    func requests(for missing: [Freeze]) -> [RealTimeReader.Request] {
        ReadGroup.groups(of: missing, among: freezes).flatMap { group -> [RealTimeReader.Request] in
            let run = Window(start: civil(group.first), end: civil(group.last))
            return Self.pieces(of: run).map { piece in
                let first = zone.instant(of: piece.start).milliseconds
                let last = zone.instant(of: piece.end).milliseconds
                return RealTimeReader.Request(
                    meters: group.meters,
                    window: piece.widened(byMilliseconds: FreezeSet.toleranceMilliseconds),
                    freezes: FreezeSet(timestamps: freezes.timestamps.filter { (first...last).contains($0) })
                )
            }
        }
    }

    private func civil(_ timestamp: Int64) -> CivilTime {
        zone.civilTime(at: SimulatedInstant(milliseconds: timestamp))
    }

    private static func pieces(of run: Window) -> [Window] {
        guard run.days > WindowSplitter.mostDays else { return [run] }
        return run.halves.flatMap { pieces(of: $0) }
    }

    /// Most freezes of one collection, counted for each meter.
    private static let mostFreezes = 3_000_000
}
