import DequeModule

/// Values in the order of their numbers, for numbers that come nearly in order: no hash, and the last ones lie together.
struct NumberedBodies<Number: Comparable & Sendable, Value: Sendable>: Sendable {
    private var kept: Deque<(number: Number, since: Int, value: Value)> = []

    subscript(number: Number) -> Value? {
        let place = place(of: number)
        return holds(number, at: place) ? kept[place].value : nil
    }

    /// When the value with the lowest number came; nil when there is none.
    var oldest: Int? { kept.first?.since }

    /// Changes a value; one that is not kept is `value` first and came at `since`.
    mutating func change(_ number: Number, else value: Value, since: Int, body: (inout Value) -> Void) {
        let place = place(of: number)
        if !holds(number, at: place) { kept.insert((number, since, value), at: place) }
        body(&kept[place].value)
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
