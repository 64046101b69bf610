import HESContract
package import HESReferenceClient

/// Everything that the collector has, once for each (devAddr, cgcode, timestamp); the latest value counts.
package struct ValueBook: Sendable {
    /// By meter, cgcode and stamp.
    private var series: [String: [String: [Int64: String]]] = [:]
    package private(set) var count = 0

    package init() {}

    /// - Returns: the rows that are new or have another value than before.
    package mutating func put(_ rows: [Row]) -> [Row] {
        rows.filter { row in
            let before = series[row.devAddr, default: [:]][row.cgcode, default: [:]]
                .updateValue(row.value, forKey: row.timestamp)
            if before == nil { count += 1 }
            return before != row.value
        }
    }

    package func value(of devAddr: String, cgcode: String, at stamp: Int64) -> String? {
        series[devAddr]?[cgcode]?[stamp]
    }

    /// Whether every channel of a frozen row is there.
    func hasFreeze(of devAddr: String, at stamp: Int64, channels: [Cgcode]) -> Bool {
        guard let own = series[devAddr] else { return false }
        return channels.allSatisfy { own[$0.rawValue]?[stamp] != nil }
    }

    /// The stamps of one item, in no order.
    func stamps(of devAddr: String, cgcode: String) -> [Int64] {
        series[devAddr]?[cgcode].map { Array($0.keys) } ?? []
    }

    /// What there is of a meter: values by stamp, by item.
    func series(of devAddr: String) -> [String: [Int64: String]] { series[devAddr] ?? [:] }
}
