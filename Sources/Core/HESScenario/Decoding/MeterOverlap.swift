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
        var told: Set<String> = []
        for (piece, placed) in sortedPieces(groups) {
            let overlaps = piece.width == last.width && piece.first <= last.end
            if overlaps, told.insert(placed.place.pointer).inserted {
                complain(placed, found: "a range that overlaps another")
            }
            last = (piece.width, piece.width == last.width ? max(last.end, piece.last) : piece.last)
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

    /// Ascending by width, then by number.
    private static func sortedPieces(_ groups: [PlacedGroup]) -> [(MeterNumbers.Piece, PlacedGroup)] {
        groups.filter { $0.group.count > 1 }
            .flatMap { placed in
                MeterNumbers.pieces(from: placed.group.first, count: placed.group.count).map { ($0, placed) }
            }
            .sorted { ($0.0.width, $0.0.first) < ($1.0.width, $1.0.first) }
    }

    private static func complain(_ placed: PlacedGroup, found: String) {
        placed.place.warn(
            expected: "every meter once",
            found: found,
            hint: "a meter is in at most one DCU's archive"
        )
    }
}
