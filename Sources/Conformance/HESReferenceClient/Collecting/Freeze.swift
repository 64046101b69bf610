/// One meter at one freeze instant.
struct Freeze: Hashable, Sendable {
    let devAddr: String
    /// Milliseconds since the epoch.
    let timestamp: Int64
}

/// Freeze instants in ascending order, and the stamps that stand for them.
struct FreezeSet: Sendable, Equatable {
    /// Stamps may be beside their freeze by a meter's clock.
    static let toleranceMilliseconds: Int64 = 60_000

    let timestamps: [Int64]

    var isEmpty: Bool { timestamps.isEmpty }

    /// The freeze that a stamp stands for.
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
