/// Freezes that real-time reads added to history, as ascending, disjoint, non-adjacent ranges.
struct FilledFreezes: Codable, Sendable {
    private(set) var ranges: [Range<Int>] = []
    /// Beyond this number the oldest range is dropped.
    private static let mostRanges = 1000

    mutating func insert(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        var merged = range
        var others: [Range<Int>] = []
        for own in ranges {
            if own.upperBound < merged.lowerBound || own.lowerBound > merged.upperBound {
                others.append(own)
            } else {
                merged = min(own.lowerBound, merged.lowerBound)..<max(own.upperBound, merged.upperBound)
            }
        }
        let place = others.firstIndex { $0.lowerBound > merged.lowerBound } ?? others.endIndex
        others.insert(merged, at: place)
        if others.count > Self.mostRanges { others.removeFirst() }
        ranges = others
    }
}
