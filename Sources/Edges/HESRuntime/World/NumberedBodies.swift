import DequeModule

/// Values by numbers that come in order: found without a hash, and the last ones lie together in memory.
///
/// A number below the last one that is not kept has been removed, and does not come back.
struct NumberedBodies<Number: Comparable & Sendable, Value: Sendable>: Sendable {
    private var kept: Deque<(number: Number, since: Int, value: Value)> = []

    subscript(number: Number) -> Value? {
        let place = place(of: number)
        return holds(number, at: place) ? kept[place].value : nil
    }

    /// When the value with the lowest number came; nil when there is none.
    var oldest: Int? { kept.first?.since }

    /// Adds a value that came at `since`, unless its number is not beyond the last one.
    ///
    /// - Returns: whether it was added.
    @discardableResult
    mutating func append(_ value: Value, number: Number, since: Int) -> Bool {
        if let last = kept.last, number <= last.number { return false }
        kept.append((number, since, value))
        return true
    }

    /// Changes a value.
    ///
    /// - Returns: what `body` returns; nil for a number that is not kept.
    mutating func change<Result>(_ number: Number, body: (inout Value) -> Result) -> Result? {
        let place = place(of: number)
        return holds(number, at: place) ? body(&kept[place].value) : nil
    }

    /// Removes the value with the lowest number.
    mutating func removeFirst() -> Value? { kept.popFirst()?.value }

    private func holds(_ number: Number, at place: Int) -> Bool {
        place < kept.count && kept[place].number == number
    }

    /// Index of the first value from `number` on: steps from the end, each twice as long, then halves.
    private func place(of number: Number) -> Int {
        var (low, high, step) = (kept.count, kept.count, 1)
        while low > 0, kept[low - 1].number >= number {
            high = low - 1
            low = max(0, low - step)
            step *= 2
        }
        while low < high {
            let middle = (low + high) / 2
            if kept[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
