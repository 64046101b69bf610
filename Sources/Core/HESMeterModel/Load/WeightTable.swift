import SimulationKernel

/// Cumulative weight of a kind of customer's energy before each quarter hour of the wall clock, 1990 to 2099.
///
/// Whole numbers, so that a span's weight is an exact difference and a span without weight has exactly none.
struct WeightTable: Sendable {
    private struct Day: Sendable {
        /// Weight of all days before.
        var start: Int64
        /// Multiplies the curve's weights.
        var factor: Int32
        /// Index of the curve's first number in `curves`.
        var curve: Int32
    }

    /// 1990-01-01.
    static let firstDay = CivilDate(dayNumber: 7305)
    /// Through 2099-12-31.
    static let dayCount = 40_177
    static let slotCount = dayCount * 96

    private let days: [Day]
    private let curves: [Int64]

    /// `choice` names the index of a day's curve and the day's factor.
    init(curves: [DayCurve], choice: (CalendarDay) -> (curve: Int, factor: Int64)) {
        var start: Int64 = 0
        var days: [Day] = []
        days.reserveCapacity(Self.dayCount + 1)
        for day in CalendarDay.all {
            let (curve, factor) = choice(day)
            days.append(Day(start: start, factor: Int32(factor), curve: Int32(curve * 97)))
            start += factor * curves[curve].cumulative[96]
        }
        days.append(Day(start: start, factor: 0, curve: 0))
        self.days = days
        self.curves = curves.flatMap(\.cumulative)
    }

    /// Weight of everything before a quarter hour, counted on the wall clock from 1990-01-01 00:00.
    ///
    /// Slots outside the table weigh nothing.
    @inline(__always)
    func cumulative(_ wallSlot: Int) -> Int64 {
        let slot = min(max(wallSlot, 0), Self.slotCount)
        let day = Int(UInt32(truncatingIfNeeded: slot) / 96)
        let entry = days[day]
        // Cannot overflow: `init` has summed at least as much, with checks.
        return entry.start &+ Int64(entry.factor) &* curves[Int(entry.curve) &+ slot &- day &* 96]
    }

    /// The weight of all years.
    var total: Int64 { cumulative(Self.slotCount) }

    /// The mean of the table's years.
    var annual: Double { Double(total) / (Double(Self.dayCount) / 365.2425) }
}

extension CalendarDay {
    /// The days of a weight table.
    fileprivate static let all = (0..<WeightTable.dayCount).map { CalendarDay(WeightTable.firstDay.adding(days: $0)) }
}
