/// The axis of an item's values, with round numbers at its ends.
struct ValueAxis {
    private static let lineCount = 4.0
    /// Beyond it a value is drawn at the edge.
    private static let farthest: Int64 = 1_000_000_000_000_000

    private let low: Double
    private let high: Double
    /// From the lowest to the highest.
    let ticks: [Int64]
    /// Places that every tick's text may leave out.
    private let droppedPlaces: Int
    private let places: Int

    /// `values` may be empty.
    init(_ values: [Int64], of item: PlotItem) {
        let zero: [Int64] = item.isFromZero ? [0] : []
        let bounded = (values + zero).map { min(max($0, -Self.farthest), Self.farthest) }
        let (first, last) = (bounded.min() ?? 0, bounded.max() ?? 0)
        let step = Self.step(for: Double(last - first) / Self.lineCount)
        let lowest = Self.floor(first, to: step)
        let highest = max(lowest + step, -Self.floor(-last, to: step))
        (low, high) = (Double(lowest), Double(highest))
        ticks = Array(stride(from: lowest, through: highest, by: Int(step)))
        places = item.places
        var dropped = 0
        var power: Int64 = 10
        while dropped < places, step % power == 0 {
            dropped += 1
            power *= 10
        }
        droppedPlaces = dropped
    }

    /// 1, 2 or 5 times a power of ten, and not less than `distance`.
    private static func step(for distance: Double) -> Int64 {
        var power: Int64 = 1
        while Double(power) * 10 <= distance { power *= 10 }
        return [power, power * 2, power * 5].first { Double($0) >= distance } ?? power * 10
    }

    private static func floor(_ value: Int64, to step: Int64) -> Int64 {
        let rest = value % step
        return value - (rest < 0 ? rest + step : rest)
    }

    /// Where a value lies between the bottom, 0, and the top, 1; values beyond lie there.
    func share(_ value: Int64) -> Double {
        min(max((Double(value) - low) / (high - low), 0), 1)
    }

    func isBeyond(_ value: Int64) -> Bool { Double(value) < low || Double(value) > high }

    func text(_ tick: Int64) -> String { PlotNumber.text(tick, places: places, dropping: droppedPlaces) }
}

extension LoadPlot {
    /// Of the truth, and of collected values as far from it as it is high.
    var valueAxis: ValueAxis {
        let values = truth.compactMap(\.value)
        let told = collected?.rows.compactMap(\.value) ?? []
        guard let low = values.min(), let high = values.max() else { return ValueAxis(told, of: item) }
        let base = item.isFromZero ? min(0, low) : low
        let height = max(1, Double(high) - Double(base))
        let near = told.filter { Double($0) >= Double(base) - height && Double($0) <= Double(high) + height }
        return ValueAxis(values + near, of: item)
    }
}
