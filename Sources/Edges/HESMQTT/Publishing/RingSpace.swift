import DequeModule

/// Divides a bounded space into pieces that are taken at its end and given back mostly at its beginning.
///
/// Pure: says where a piece lies, and keeps nothing in it.
struct RingSpace: Sendable {
    struct Piece: Sendable, Hashable {
        /// 0, 1, … in the order in which they were taken.
        let number: Int
        let offset: Int
        /// In bytes.
        let length: Int
    }

    private struct Slot: Sendable {
        let piece: Piece
        var isTaken = true
    }

    /// In bytes.
    let capacity: Int
    /// From the oldest piece that is taken to the newest; those between may have been given back.
    private var slots: Deque<Slot> = []
    private var firstNumber = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    var isEmpty: Bool { slots.isEmpty }

    /// - Returns: nil when no room of that length is left.
    mutating func take(_ length: Int) -> Piece? {
        guard let offset = offset(for: max(1, length)) else { return nil }
        let piece = Piece(number: firstNumber + slots.count, offset: offset, length: length)
        slots.append(Slot(piece: piece))
        return piece
    }

    /// A piece that was given back before is ignored.
    mutating func giveBack(_ piece: Piece) {
        let index = piece.number - firstNumber
        guard slots.indices.contains(index) else { return }
        slots[index].isTaken = false
        while let first = slots.first, !first.isTaken {
            slots.removeFirst()
            firstNumber += 1
        }
    }

    private func offset(for length: Int) -> Int? {
        guard let first = slots.first?.piece, let last = slots.last?.piece else { return length <= capacity ? 0 : nil }
        let end = last.offset + max(1, last.length)
        if last.offset < first.offset { return length <= first.offset - end ? end : nil }
        if length <= capacity - end { return end }
        return length <= first.offset ? 0 : nil
    }
}
