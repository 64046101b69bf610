/// Finds the largest blocks of a billing period by branch and bound on the cascade's tree: a block never holds more than a span around
/// it, so spans that cannot exceed the maxima found so far are skipped, and the larger half is searched first.
///
/// The period may grow: ``prolong(to:of:)`` searches what was added, with what was found before as the bound.
struct DemandSearch: Sendable {
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

    let subject: DemandSubject
    let start: BillingPeriod.Start
    private let hash: UInt64
    private let pattern: LoadPattern
    private let tariffs: TariffTable
    private let isReactive: Bool
    private var bounds: DemandBounds
    /// Slot at which the next root begins.
    private var nextRoot: Int
    /// Spans not searched yet, from last to first; of those that end by the period's end the larger half is the next.
    private var pending: [Span] = []
    /// W or var per tariff 1–4; a subject without tariffs fills the first only.
    private(set) var found = SIMD4<Int64>.zero
    /// Number of splits made, the cost of the search.
    private(set) var splits = 0

    /// An empty period, until it is prolonged.
    init(_ subject: DemandSubject, of consumption: Consumption, from start: BillingPeriod.Start, tariffs: TariffTable) {
        self.subject = subject
        self.start = start
        self.tariffs = tariffs
        isReactive = subject == .reactive
        bounds = DemandBounds(subject, largestFactor: consumption.largestFactor)
        hash = consumption.taken.hash
        pattern = consumption.taken.pattern
        nextRoot = start.slot
        pending.reserveCapacity(Self.usualDepth)
    }

    /// Searches all blocks before the slot `end` that were not searched yet; `consumption` is the one of the beginning.
    mutating func prolong(to end: Int, of consumption: Consumption) {
        while true {
            if let last = pending.last {
                guard last.low < end else { return }
                pending.removeLast()
                if bounds.canImprove(last.energy, in: last.classes) { visit(last, until: end, of: consumption) }
            } else {
                guard nextRoot < end else { return }
                pending.append(root(holding: nextRoot, of: consumption))
            }
        }
    }

    private mutating func root(holding slot: Int, of consumption: Consumption) -> Span {
        let root = consumption.taken.root(holding: slot)
        nextRoot = root.high
        return Span(
            low: root.low,
            high: root.high,
            depth: 0,
            weightBefore: root.weightBefore,
            weightThrough: root.weightThrough,
            energy: isReactive ? root.energy.reactive : root.energy.active,
            classes: subject.hasTariffs ? 0b1111 : 1
        )
    }

    /// Descends from a span that begins before `end` to one block; the other halves on the way are left for later.
    private mutating func visit(_ first: Span, until end: Int, of consumption: Consumption) {
        var span = first
        repeat {
            guard span.high - span.low > 1 else { return include(span, of: consumption) }
            var (next, other) = halves(of: span)
            if other.energy > next.energy, other.high <= end { swap(&next, &other) }
            if isWorthSearching(&other) { pending.append(other) }
            span = next
        } while isWorthSearching(&span)
    }

    @inline(__always)
    private mutating func halves(of span: Span) -> (left: Span, right: Span) {
        splits += 1
        let middle = (span.low + span.high) >> 1
        let weight = pattern.weight(before: middle)
        let split = Split(
            Chance(hash, key: middle),
            in: pattern,
            depth: span.depth,
            weights: (weight - span.weightBefore, span.weightThrough - span.weightBefore)
        )
        var (left, right) = (span, span)
        left.energy = isReactive ? split.left(ofReactive: span.energy) : split.left(ofActive: span.energy)
        right.energy = span.energy - left.energy
        (left.high, right.low) = (middle, middle)
        (left.weightThrough, right.weightBefore) = (weight, weight)
        (left.depth, right.depth) = (span.depth + 1, span.depth + 1)
        return (left, right)
    }

    /// Whether the span reaches into the period and may have a block that exceeds a maximum; narrows its classes.
    ///
    /// It comes with the classes of the span around it, which are more: only what they let through is looked up.
    @inline(__always)
    private func isWorthSearching(_ span: inout Span) -> Bool {
        guard bounds.canImprove(span.energy, in: span.classes), span.high > start.slot else { return false }
        guard span.classes & (span.classes - 1) != 0 else { return true }
        span.classes = classes(in: span)
        return bounds.canImprove(span.energy, in: span.classes)
    }

    private mutating func include(_ span: Span, of consumption: Consumption) {
        let part = consumption.printedBlock(span.low, since: start.instant)
        let demand = 4 * (part.map { isReactive ? $0.reactive : $0.active } ?? span.energy)
        let place = span.classes.trailingZeroBitCount
        guard demand > found[place] else { return }
        found[place] = demand
        bounds.raise(to: found)
    }

    private func classes(in span: Span) -> UInt8 {
        let count = span.high - span.low
        guard count < 96, pattern.grid.shiftIndex(span.low) == pattern.grid.shiftIndex(span.high - 1) else {
            return span.classes
        }
        return tariffs.tariffs(from: pattern.grid.slotOfDay(span.low), count: count)
    }

    /// Halves from 512 days to a quarter hour.
    private static let usualDepth = 16
}
