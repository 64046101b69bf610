/// One value of one meter: the key is (devAddr, cgcode, timestamp).
package struct Row: Hashable, Sendable {
    package var devAddr: String
    package var cgcode: String
    /// Milliseconds since the epoch; the freeze time of a frozen value.
    package var timestamp: Int64
    /// The decimal as it was written, no digit lost.
    package var value: String
    package var unit: String
    /// What it was asked as: 1, 2 or 3 for a channel of a composite, the code itself otherwise.
    var source: String
}

extension Row {
    /// A row that was asked for as its own item.
    package init(devAddr: String, cgcode: String, timestamp: Int64, value: String, unit: String) {
        self.init(
            devAddr: devAddr,
            cgcode: cgcode,
            timestamp: timestamp,
            value: value,
            unit: unit,
            source: cgcode
        )
    }
}

struct StoredRowKey: Hashable, Comparable {
    let devAddr: String
    let cgcode: String
    let timestamp: Int64

    static func < (left: Self, right: Self) -> Bool {
        (left.devAddr, left.cgcode, left.timestamp) < (right.devAddr, right.cgcode, right.timestamp)
    }
}

extension Row {
    var key: StoredRowKey { StoredRowKey(devAddr: devAddr, cgcode: cgcode, timestamp: timestamp) }
}
