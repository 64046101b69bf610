import HESContract
import SimulationKernel

/// The rows of one meter that match a call, in order: stretches of freezes, and single readings between them.
struct RowRun: Sendable {
    enum Segment: Sendable {
        case stretch(Stretch)
        /// One reading that a real-time read added.
        case spot(SimulatedInstant)
    }

    /// Consecutive freezes, less those that a mask removes.
    struct Stretch: Sendable {
        var indices: Range<Int>
        var masks: [RowMask] = []
        /// Number of times that each row occurs.
        var copies = 1
    }

    let meter: MeterSnapshot
    let grid: FreezeGrid
    let zone: WorldZone
    /// The code of a call for a single code.
    let single: Cgcode?
    private(set) var segments: [Segment] = []

    init(meter: MeterSnapshot, grid: FreezeGrid, zone: WorldZone, single: Cgcode? = nil) {
        self.single = single
        self.meter = meter
        self.grid = grid
        self.zone = zone
    }

    mutating func append(_ segment: Segment) {
        if case .stretch(let stretch) = segment, stretch.indices.isEmpty { return }
        segments.append(segment)
    }

    var count: Int { segments.reduce(0) { $0 + count($1) } }

    /// Instants of at most `taking` rows after the first `skipping` rows.
    func instants(skipping: Int = 0, taking: Int = .max) -> [SimulatedInstant] {
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
        case .spot: 1
        case .stretch(let stretch): count(stretch.indices, passing: stretch.masks) * stretch.copies
        }
    }

    private func count(_ range: Range<Int>, passing masks: [RowMask]) -> Int {
        if masks.isEmpty { return range.count }
        guard case .profile(15) = grid else { return range.count { masks.lets(grid.instant(of: $0, in: zone)) } }
        let first = quarterHour(of: grid.instant(of: range.lowerBound, in: zone))
        return masks.count(quarters: first..<first + range.count)
    }

    private func instants(_ segment: Segment, skipping: Int, taking: Int) -> [SimulatedInstant] {
        guard case .stretch(let stretch) = segment else {
            if case .spot(let instant) = segment { return [instant] }
            return []
        }
        let copies = stretch.copies
        guard copies > 1 else { return instants(stretch, skipping: skipping, taking: taking) }
        let distinct = instants(stretch, skipping: skipping / copies, taking: min(taking, 1 << 40) / copies + 2)
        let repeated = distinct.flatMap { repeatElement($0, count: copies) }
        return Array(repeated.dropFirst(skipping % copies).prefix(taking))
    }

    private func instants(_ stretch: Stretch, skipping: Int, taking: Int) -> [SimulatedInstant] {
        let range = stretch.indices
        guard !stretch.masks.isEmpty else {
            return range.dropFirst(skipping).prefix(taking).map { grid.instant(of: $0, in: zone) }
        }
        var skip = skipping
        var first = range.lowerBound
        while skip > 0, first < range.upperBound {
            let end = min(range.upperBound, first + Self.leap)
            let count = count(first..<end, passing: stretch.masks)
            if count > skip { break }
            skip -= count
            first = end
        }
        let there = (first..<range.upperBound).lazy.map { grid.instant(of: $0, in: zone) }
            .filter { stretch.masks.lets($0) }
        return Array(there.dropFirst(skip).prefix(taking))
    }

    /// Number of freezes that are counted and skipped in one step.
    private static let leap = 1024
}
