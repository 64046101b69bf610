/// The shape of a day in 96 quarter hours, as whole-number weights.
struct DayCurve {
    /// `cumulative[slot]` is the weight of the slots before it; 97 numbers, from 0 on.
    let cumulative: [Int64]

    init(weights: [Int64]) {
        precondition(weights.count == 96, "a day has 96 quarter hours")
        var sum: Int64 = 0
        cumulative =
            [0]
            + weights.map { weight in
                sum += weight
                return sum
            }
    }

    /// Straight lines between 24 values at the full hours, scaled to a day's total.
    init(hourly: [Double], total: Int64) {
        precondition(hourly.count == 24, "a day has 24 full hours")
        let values = (0..<96).map { slot in
            let middle = (Double(slot) + 0.5) / 4
            let hour = Int(middle)
            let part = middle - Double(hour)
            return hourly[hour] * (1 - part) + hourly[(hour + 1) % 24] * part
        }
        let sum = values.reduce(0, +)
        self.init(weights: values.map { Int64(($0 / sum * Double(total)).rounded()) })
    }

    /// The same curve without the slots within `halfWidth` of solar noon.
    func darkened(halfWidth: Int) -> Self {
        Self(
            weights: (0..<96).map { slot in
                Self.noon - halfWidth..<Self.noon + halfWidth ~= slot
                    ? 0 : cumulative[slot + 1] - cumulative[slot]
            }
        )
    }

    /// A parabola over the slots within `halfWidth` of solar noon, nothing outside.
    static func sun(halfWidth: Int) -> Self {
        let width = Double(halfWidth)
        return Self(
            weights: (0..<96).map { slot in
                let distance = Double(slot - noon) + 0.5
                return abs(distance) < width ? Int64(1000 * (width - distance * distance / width)) : 0
            }
        )
    }

    /// 12:30 on the wall clock.
    private static let noon = 50
}
