import SimulationKernel

/// Quarter hours of absolute time, numbered from 1990-01-01 00:00 in the zone's offset of January 2000.
///
/// If a zone's offsets differ by whole quarter hours, these are the quarter hours of its wall clock too.
struct SlotGrid: Sendable {
    /// From `firstSlot` on, the wall clock shows the slot `slot + wallShift`.
    struct Shift: Hashable, Sendable {
        var firstSlot: Int
        var wallShift: Int
    }

    static let slotMilliseconds: Int64 = 900_000

    /// Start of slot 0, in milliseconds since 1970.
    private let originMilliseconds: Int64
    /// Ascending; the first is valid before its slot too.
    let shifts: [Shift]
    /// The shift in force at the start of every 8192 slots (85 days); empty for a single shift.
    private let hints: [Int]

    init(zone: WorldZone) {
        let offset = zone.offset(at: SimulatedInstant(milliseconds: 946_684_800_000)).milliseconds
        let origin = Int64(WeightTable.firstDay.dayNumber) * CivilTime.millisecondsPerDay - offset
        originMilliseconds = origin
        shifts = Self.shifts(of: zone, origin: origin, offset: offset)
        hints = Self.hints(for: shifts)
    }

    func slot(at instant: SimulatedInstant) -> Int {
        let elapsed = instant.milliseconds - originMilliseconds
        return Int(elapsed >= 0 ? elapsed / Self.slotMilliseconds : (elapsed + 1) / Self.slotMilliseconds - 1)
    }

    func start(ofSlot slot: Int) -> SimulatedInstant {
        SimulatedInstant(milliseconds: originMilliseconds + Int64(slot) * Self.slotMilliseconds)
    }

    func shiftIndex(_ slot: Int) -> Int {
        guard !hints.isEmpty else { return 0 }
        var index = hints[min(max(slot >> 13, 0), hints.count - 1)]
        while index + 1 < shifts.count, shifts[index + 1].firstSlot <= slot { index += 1 }
        return index
    }

    /// 0..<96: the quarter hour that the wall clock shows.
    func slotOfDay(_ slot: Int) -> Int {
        let wall = (slot + shifts[shiftIndex(slot)].wallShift) % 96
        return wall < 0 ? wall + 96 : wall
    }
}

extension SlotGrid {
    /// Samples the zone once a week; two changes within a week that cancel each other are not found.
    private static func shifts(of zone: WorldZone, origin: Int64, offset: Int64) -> [Shift] {
        func shift(_ slot: Int) -> Int {
            let instant = SimulatedInstant(milliseconds: origin + Int64(slot) * slotMilliseconds)
            let change = zone.offset(at: instant).milliseconds - offset
            return Int((Double(change) / Double(slotMilliseconds)).rounded(.down))
        }
        var found = [Shift(firstSlot: 0, wallShift: shift(0))]
        for week in stride(from: 672, through: WeightTable.slotCount, by: 672) {
            var low = week - 672
            var high = week
            let after = shift(week)
            guard after != shift(low) else { continue }
            while high - low > 1 {
                let middle = (low + high) / 2
                if shift(middle) == after { high = middle } else { low = middle }
            }
            found.append(Shift(firstSlot: high, wallShift: after))
        }
        return found
    }

    private static func hints(for shifts: [Shift]) -> [Int] {
        guard shifts.count > 1 else { return [] }
        var index = 0
        return (0...WeightTable.slotCount >> 13).map { bucket in
            while index + 1 < shifts.count, shifts[index + 1].firstSlot <= bucket << 13 { index += 1 }
            return index
        }
    }
}
