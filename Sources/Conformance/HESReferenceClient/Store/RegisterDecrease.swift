/// What two defects make of an energy register that is lower than in the row before: those of READ-06 and READ-07.
enum RegisterDecrease {
    private static let registers: Set<String> = ["5069", "5074", "5084", "5089"]

    /// The rows as they are, unless one of the defects is there.
    static func handled(_ rows: [Row], by defects: Defects) -> [Row] {
        var last: [String: (timestamp: Int64, number: Double)] = [:]
        return rows.compactMap { row in
            guard registers.contains(row.cgcode), let number = Double(row.value) else { return row }
            let series = row.devAddr + " " + row.cgcode
            defer { last[series] = (row.timestamp, number) }
            guard let before = last[series], before.timestamp < row.timestamp, number < before.number else {
                return row
            }
            if defects.contains(.dropsDecreases) { return nil }
            guard defects.contains(.assumesRollover) else { return row }
            var row = row
            row.value = "\(number + 100_000)"
            return row
        }
    }
}
