/// Finds the group of a number: exact numbers by hash, ranges by binary search; no memory per meter of a range.
package struct MeterDirectory: Sendable {
    private struct NumberRange: Sendable {
        let width: Int
        let first: UInt64
        let last: UInt64
        let group: Int
    }

    private var exact: [String: Int] = [:]
    private var ranges: [NumberRange] = []

    package init(_ groups: [MeterGroup]) {
        for (index, group) in groups.enumerated() {
            if group.count == 1 {
                if exact[group.first] == nil { exact[group.first] = index }
            } else if let (width, value) = MeterNumbers.parts(group.first) {
                ranges.append(
                    NumberRange(width: width, first: value, last: value + UInt64(group.count - 1), group: index)
                )
            }
        }
        ranges.sort { ($0.width, $0.first) < ($1.width, $1.first) }
    }

    /// A number listed by itself wins over a range that covers it.
    package func group(of devAddr: String) -> Int? {
        if let index = exact[devAddr] { return index }
        guard let (width, value) = MeterNumbers.parts(devAddr) else { return nil }
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            let range = ranges[middle]
            if (range.width, range.first) <= (width, value) { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        let range = ranges[low - 1]
        return range.width == width && value <= range.last ? range.group : nil
    }
}
