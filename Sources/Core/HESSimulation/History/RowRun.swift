import SimulationKernel

/// The rows of one meter that match a question, in order: stretches of freezes, and single readings between them.
struct RowRun: Sendable {
    enum Segment: Sendable {
        /// Every freeze of the stretch is there.
        case whole(Range<Int>)
        /// Those that the head-end collected at once are there.
        case holed(Range<Int>)
        /// One reading that a real-time read brought.
        case spot(SimulatedInstant)
    }

    let meter: MeterSnapshot
    let grid: FreezeGrid
    let zone: WorldZone
    let bits: CollectedBits
    private(set) var segments: [Segment] = []

    mutating func append(_ segment: Segment) {
        switch segment {
        case .whole(let range), .holed(let range): if range.isEmpty { return }
        case .spot: break
        }
        segments.append(segment)
    }

    var count: Int { segments.reduce(0) { $0 + count($1) } }

    /// Instants of the rows after the first `skipping`, at most `taking`.
    func instants(skipping: Int, taking: Int) -> [SimulatedInstant] {
        var skip = skipping
        var instants: [SimulatedInstant] = []
        for segment in segments where instants.count < taking {
            let count = count(segment)
            if skip >= count {
                skip -= count
            } else {
                instants += self.instants(segment, skipping: skip, taking: taking - instants.count)
                skip = 0
            }
        }
        return instants
    }

    private func count(_ segment: Segment) -> Int {
        switch segment {
        case .whole(let range): range.count
        case .holed(let range): countHoled(range)
        case .spot: 1
        }
    }

    private func countHoled(_ range: Range<Int>) -> Int {
        guard case .profile(15) = grid else { return range.count { bits.isCollected(grid.instant(of: $0, in: zone)) } }
        let first = CollectedBits.quarter(grid.instant(of: range.lowerBound, in: zone))
        return bits.count(quarters: first..<first + range.count)
    }

    private func instants(_ segment: Segment, skipping: Int, taking: Int) -> [SimulatedInstant] {
        switch segment {
        case .whole(let range): return range.dropFirst(skipping).prefix(taking).map { grid.instant(of: $0, in: zone) }
        case .spot(let instant): return [instant]
        case .holed(let range):
            var skip = skipping
            var first = range.lowerBound
            while skip > 0, first < range.upperBound {
                let end = min(range.upperBound, first + Self.leap)
                let count = countHoled(first..<end)
                if count > skip { break }
                skip -= count
                first = end
            }
            let there = (first..<range.upperBound).lazy.map { grid.instant(of: $0, in: zone) }
                .filter { bits.isCollected($0) }
            return Array(there.dropFirst(skip).prefix(taking))
        }
    }

    /// Freezes that are skipped by counting them.
    private static let leap = 1024
}
