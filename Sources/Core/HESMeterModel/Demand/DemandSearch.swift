/// Finds the largest blocks of a period by branch and bound on the cascade's tree: a block never holds more than a span around
/// it, so spans that cannot exceed the maxima found so far are skipped, and the larger half is searched first.
struct DemandSearch {
    /// A node of the cascade with one kind of energy only.
    private struct Span {
        var low: Int
        var high: Int
        var depth: Int
        var weightBefore: Int64
        var weightThrough: Int64
        /// Wh or varh.
        var energy: Int64
        /// Bit k is set if the span may contain a block that counts for `found[k]`.
        var classes: UInt8
    }

    private let hash: UInt64
    private let pattern: LoadPattern
    private let tariffs: TariffTable
    private let period: BillingPeriod
    private let subject: DemandSubject
    /// 4 blocks an hour, times the largest factor of a wrong transformer.
    private let boundFactor: Double
    /// W or var per tariff 1–4; a subject without tariffs fills the first only.
    private(set) var found = SIMD4<Int64>.zero
    /// The smallest of the maxima that `subject` asks for.
    private var lowest: Int64 = 0
    /// Number of splits made, the cost of the search.
    private(set) var splits = 0

    init(_ subject: DemandSubject, of consumption: Consumption, in period: BillingPeriod, tariffs: TariffTable) {
        self.subject = subject
        boundFactor = 4 * consumption.largestFactor
        self.tariffs = tariffs
        self.period = period
        hash = consumption.taken.hash
        pattern = consumption.taken.pattern
        var slot = period.slots.lowerBound
        while slot < period.slots.upperBound {
            let root = consumption.taken.root(holding: slot)
            visit(
                Span(
                    low: root.low,
                    high: root.high,
                    depth: 0,
                    weightBefore: root.weightBefore,
                    weightThrough: root.weightThrough,
                    energy: subject.amount(of: root.energy),
                    classes: subject.wantedTariffs == nil ? 1 : 0b1111
                ),
                of: consumption
            )
            slot = root.high
        }
    }

    /// The consumption is a parameter, because a stored one would be copied at every level of the recursion.
    private mutating func visit(_ span: Span, of consumption: Consumption) {
        guard span.high - span.low > 1 else { return include(span, of: consumption) }
        let (left, right) = halves(of: span)
        if left.energy >= right.energy {
            if canImprove(left) { visit(left, of: consumption) }
            if canImprove(right) { visit(right, of: consumption) }
        } else {
            if canImprove(right) { visit(right, of: consumption) }
            if canImprove(left) { visit(left, of: consumption) }
        }
    }

    private mutating func halves(of span: Span) -> (left: Span, right: Span) {
        splits += 1
        var (left, right) = (span, span)
        let middle = (span.low + span.high) >> 1
        let weight = pattern.weight(before: middle)
        let split = Split(
            Chance(hash, key: middle),
            noise: pattern.noise,
            depth: span.depth,
            weights: (weight - span.weightBefore, span.weightThrough - span.weightBefore)
        )
        left.energy =
            subject == .reactive ? split.left(ofReactive: span.energy) : split.left(ofActive: span.energy)
        right.energy = span.energy - left.energy
        (left.high, right.low) = (middle, middle)
        (left.weightThrough, right.weightBefore) = (weight, weight)
        (left.depth, right.depth) = (span.depth + 1, span.depth + 1)
        if span.classes & (span.classes - 1) != 0 {
            left.classes = classes(in: left)
            right.classes = classes(in: right)
        }
        return (left, right)
    }

    private mutating func include(_ span: Span, of consumption: Consumption) {
        let part = consumption.printedBlock(span.low, since: period.start)
        let demand = 4 * (part.map { subject.amount(of: $0) } ?? span.energy)
        let place = span.classes.trailingZeroBitCount
        guard demand > found[place] else { return }
        found[place] = demand
        lowest = subject.lowest(of: found)
    }

    /// Whether the span overlaps the period and has a block of a class whose maximum so far is below the span's bound.
    @inline(__always)
    private func canImprove(_ span: Span) -> Bool {
        let bound = boundFactor == 4 ? 4 * span.energy : Int64((boundFactor * Double(span.energy)).rounded(.up)) + 4
        guard bound > lowest, span.low < period.slots.upperBound, span.high > period.slots.lowerBound else {
            return false
        }
        let wanted = span.classes & (subject.wantedTariffs ?? 1)
        for place in 0..<4 where wanted >> UInt8(place) & 1 == 1 && bound > found[place] { return true }
        return false
    }

    private func classes(in span: Span) -> UInt8 {
        let (grid, count) = (pattern.grid, span.high - span.low)
        guard count < 96, grid.shiftIndex(span.low) == grid.shiftIndex(span.high - 1) else { return span.classes }
        return tariffs.tariffs(from: grid.slotOfDay(span.low), count: count)
    }
}
