/// Finds the group of a number: exact numbers by hash, ranges by binary search; no memory per meter of a range.
///
/// A number in several groups belongs to the first of them.
package struct MeterDirectory: Sendable {
    private struct Piece: Sendable {
        let width: Int
        let first: UInt64
        let last: UInt64
        let group: Int
    }

    private var exact: [String: Int] = [:]
    /// Ascending and disjoint.
    private var pieces: [Piece] = []

    package init(_ groups: [MeterGroup]) {
        for (index, group) in groups.enumerated() {
            if group.count == 1 {
                if exact[group.first] == nil { exact[group.first] = index }
            } else {
                for piece in MeterNumbers.pieces(from: group.first, count: group.count) {
                    cover(Piece(width: piece.width, first: piece.first, last: piece.last, group: index))
                }
            }
        }
    }

    package func group(of devAddr: String) -> Int? {
        let listed = exact[devAddr]
        guard let ranged = rangedGroup(of: devAddr) else { return listed }
        return min(listed ?? ranged, ranged)
    }

    private func rangedGroup(of devAddr: String) -> Int? {
        guard let (width, value) = MeterNumbers.parts(devAddr) else { return nil }
        let next = pieceCount(startingAtOrBefore: width, value)
        guard next > 0, pieces[next - 1].width == width, value <= pieces[next - 1].last else { return nil }
        return pieces[next - 1].group
    }

    private func pieceCount(startingAtOrBefore width: Int, _ value: UInt64) -> Int {
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if (pieces[middle].width, pieces[middle].first) <= (width, value) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// Adds the parts of a range that no earlier range covers.
    private mutating func cover(_ range: Piece) {
        var first = range.first
        var index = max(0, pieceCount(startingAtOrBefore: range.width, first) - 1)
        while index < pieces.count, (pieces[index].width, pieces[index].first) <= (range.width, range.last) {
            let piece = pieces[index]
            if piece.width == range.width, piece.last >= first {
                if piece.first > first {
                    pieces.insert(part(of: range, from: first, through: piece.first - 1), at: index)
                    index += 1
                }
                first = piece.last + 1
            }
            index += 1
        }
        if first <= range.last { pieces.insert(part(of: range, from: first, through: range.last), at: index) }
    }

    private func part(of range: Piece, from first: UInt64, through last: UInt64) -> Piece {
        Piece(width: range.width, first: first, last: last, group: range.group)
    }
}
