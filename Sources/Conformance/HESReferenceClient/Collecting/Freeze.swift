/// One meter at one freeze instant.
struct Freeze: Hashable, Sendable {
    let devAddr: String
    /// Milliseconds since the epoch.
    let timestamp: Int64
}

/// Freeze instants in ascending order, in milliseconds since the epoch.
struct FreezeSet: Sendable, Equatable {
    /// How far a stamp may be from its freeze, as a meter's clock may be wrong.
    static let toleranceMilliseconds: Int64 = 60_000

    let timestamps: [Int64]

    var isEmpty: Bool { timestamps.isEmpty }

    /// The freeze that a stamp stands for; nil if none is within the tolerance.
    func nearest(_ stamp: Int64) -> Int64? {
        var low = 0
        var high = timestamps.count
        while low < high {
            let middle = (low + high) / 2
            if timestamps[middle] < stamp { low = middle + 1 } else { high = middle }
        }
        let near = timestamps[max(0, low - 1)..<min(timestamps.count, low + 1)]
        guard let best = near.min(by: { abs($0 - stamp) < abs($1 - stamp) }) else { return nil }
        return abs(best - stamp) <= Self.toleranceMilliseconds ? best : nil
    }

    func covers(_ freezes: Set<Freeze>, of meters: [String]) -> Bool {
        meters.allSatisfy { meter in
            timestamps.allSatisfy { freezes.contains(Freeze(devAddr: meter, timestamp: $0)) }
        }
    }
}
