import HESContract
import SimulationKernel

/// The rows of one meter that match a call, in order: stretches of freezes, and single readings between them.
struct RowRun: Sendable {
    enum Segment: Sendable {
        case stretch(Stretch)
        /// One reading that a real-time read added.
        case spot(RowInstant)
    }

    /// Consecutive freezes, less those that a mask removes.
    struct Stretch: Sendable {
        var indices: Range<Int>
        var masks: [RowMask] = []
        /// Number of times that each row occurs.
        var copies = 1
        /// Rules that repeat some of the rows once more.
        var repeats: [Repeat] = []
    }

    /// Rows that a rule with a probability repeats.
    struct Repeat: Sendable {
        let rows: RowMask
        let times: Int
    }

    let meter: MeterSnapshot
    let grid: RowGrid
    /// The code of a call for a single code.
    let single: Cgcode?
    private(set) var segments: [Segment] = []

    init(meter: MeterSnapshot, grid: RowGrid, single: Cgcode? = nil) {
        self.single = single
        self.meter = meter
        self.grid = grid
    }

    mutating func append(_ segment: Segment) {
        if case .stretch(let stretch) = segment, stretch.indices.isEmpty { return }
        segments.append(segment)
    }

    var count: Int { segments.reduce(0) { $0 + count($1) } }

    /// At most `taking` rows after the first `skipping` rows.
    func rows(skipping: Int = 0, taking: Int = .max) -> [RowInstant] {
        var skip = skipping
        var rows: [RowInstant] = []
        for segment in segments where rows.count < taking {
            let count = count(segment)
            if skip >= count {
                skip -= count
            } else {
                rows += self.rows(segment, skipping: skip, taking: taking - rows.count)
                skip = 0
            }
        }
        return rows
    }

    /// The rows at ascending places.
    func rows(at places: [Int]) -> [RowInstant] {
        var rows: [RowInstant] = []
        rows.reserveCapacity(places.count)
        var (rest, before) = (places[...], 0)
        for segment in segments where !rest.isEmpty {
            let end = before + count(segment)
            let own = rest.prefix { $0 < end }
            rest = rest.dropFirst(own.count)
            append(segment, at: own, less: before, to: &rows)
            before = end
        }
        return rows
    }

    private func append(_ segment: Segment, at places: ArraySlice<Int>, less before: Int, to rows: inout [RowInstant]) {
        if case .stretch(let stretch) = segment, stretch.isPlain {
            for place in places {
                rows.append(RowInstant(instant: grid.instant(of: stretch.indices.lowerBound + place - before)))
            }
            return
        }
        var rest = places
        while let first = rest.first {
            let neighbours = zip(rest, first...).prefix { $0 == $1 }.count
            rows += self.rows(segment, skipping: first - before, taking: neighbours)
            rest = rest.dropFirst(neighbours)
        }
    }

    private func count(_ segment: Segment) -> Int {
        switch segment {
        case .spot: 1
        case .stretch(let stretch): count(stretch.indices, of: stretch)
        }
    }

    private func count(_ range: Range<Int>, of stretch: Stretch) -> Int {
        if stretch.repeats.isEmpty { return count(range, passing: stretch.masks) * stretch.copies }
        return range.reduce(0) { sum, index in
            let instant = grid.instant(of: index)
            return stretch.masks.lets(instant) ? sum + stretch.copies(at: instant) : sum
        }
    }

    private func count(_ range: Range<Int>, passing masks: [RowMask]) -> Int {
        if masks.isEmpty { return range.count }
        guard case .profile(15) = grid.freezes else { return range.count { masks.lets(grid.instant(of: $0)) } }
        let first = quarterHour(of: grid.instant(of: range.lowerBound))
        return masks.count(quarters: first..<first + range.count)
    }

    private func rows(_ segment: Segment, skipping: Int, taking: Int) -> [RowInstant] {
        switch segment {
        case .spot(let row): [row]
        case .stretch(let stretch):
            instants(of: stretch, skipping: skipping, taking: taking).map { RowInstant(instant: $0) }
        }
    }

    private func instants(of stretch: Stretch, skipping: Int, taking: Int) -> [SimulatedInstant] {
        guard stretch.repeats.isEmpty else { return repeated(stretch, skipping: skipping, taking: taking) }
        let copies = stretch.copies
        guard copies > 1 else { return instants(stretch, skipping: skipping, taking: taking) }
        let distinct = instants(stretch, skipping: skipping / copies, taking: min(taking, 1 << 40) / copies + 2)
        let repeated = distinct.flatMap { repeatElement($0, count: copies) }
        return Array(repeated.dropFirst(skipping % copies).prefix(taking))
    }

    private func instants(_ stretch: Stretch, skipping: Int, taking: Int) -> [SimulatedInstant] {
        let range = stretch.indices
        guard !stretch.masks.isEmpty else {
            return range.dropFirst(skipping).prefix(taking).map { grid.instant(of: $0) }
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
        let there = (first..<range.upperBound).lazy.map { grid.instant(of: $0) }
            .filter { stretch.masks.lets($0) }
        return Array(there.dropFirst(skip).prefix(taking))
    }

    /// Instants of a stretch of which rules repeat some rows.
    private func repeated(_ stretch: Stretch, skipping: Int, taking: Int) -> [SimulatedInstant] {
        var skip = skipping
        var instants: [SimulatedInstant] = []
        for index in stretch.indices where instants.count < taking {
            let instant = grid.instant(of: index)
            guard stretch.masks.lets(instant) else { continue }
            let copies = stretch.copies(at: instant)
            instants += repeatElement(instant, count: max(0, copies - skip))
            skip = max(0, skip - copies)
        }
        return Array(instants.prefix(taking))
    }

    /// Number of freezes that are counted and skipped in one step.
    private static let leap = 1024
}

extension RowRun.Stretch {
    /// Whether each of its freezes is one row.
    fileprivate var isPlain: Bool { masks.isEmpty && copies == 1 && repeats.isEmpty }

    fileprivate func copies(at instant: SimulatedInstant) -> Int {
        repeats.reduce(copies) { $1.rows.lets(instant) ? min(Self.mostCopies, $0 * $1.times) : $0 }
    }
}
