import HESContract
import HESSimulation
import JSON

/// Warns of meters that occur in the file twice; only the first place takes effect.
enum MeterOverlap {
    static func warn(_ groups: [PlacedGroup]) {
        var exact: [String: PlacedGroup] = [:]
        for placed in groups where placed.group.count == 1 {
            if exact[placed.group.first] != nil {
                complain(placed, found: "'\(placed.group.first)' again")
            } else {
                exact[placed.group.first] = placed
            }
        }
        var last: (width: Int, end: UInt64) = (0, 0)
        for (parts, placed) in sortedRanges(groups) {
            let end = parts.value + UInt64(placed.group.count - 1)
            if parts.width == last.width, parts.value <= last.end {
                complain(placed, found: "a range that overlaps another")
            }
            last = (parts.width, parts.width == last.width ? max(last.end, end) : end)
        }
        warnOfNumbersInRanges(groups)
    }

    /// Warns of single numbers within a range, at the later of the two in the file.
    private static func warnOfNumbersInRanges(_ groups: [PlacedGroup]) {
        let ranges = groups.filter { $0.group.count > 1 }
        let directory = MeterDirectory(ranges.map(\.group))
        for placed in groups where placed.group.count == 1 {
            guard let range = directory.group(of: placed.group.first).map({ ranges[$0] }) else { continue }
            let later = range.place.node.offset < placed.place.node.offset ? placed : range
            complain(later, found: "'\(placed.group.first)' again")
        }
    }

    private static func sortedRanges(_ groups: [PlacedGroup]) -> [((width: Int, value: UInt64), PlacedGroup)] {
        groups.filter { $0.group.count > 1 }
            .compactMap { placed in MeterNumbers.parts(placed.group.first).map { ($0, placed) } }
            .sorted { ($0.0.width, $0.0.value) < ($1.0.width, $1.0.value) }
    }

    private static func complain(_ placed: PlacedGroup, found: String) {
        placed.place.warn(
            expected: "every meter once",
            found: found,
            hint: "a meter is in at most one DCU's archive"
        )
    }
}
