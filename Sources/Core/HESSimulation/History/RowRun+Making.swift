import HESContract
import SimulationKernel

/// What decides which rows of a meter there are.
struct RowQuestion {
    var grid: FreezeGrid
    var zone: WorldZone
    var rule: CollectionRule
    var now: SimulatedInstant
    var window: ClosedRange<SimulatedInstant>
    /// When the head-end could collect, ascending.
    var periods: [CollectionPeriod]
    /// Freezes that real-time reads brought, ascending and disjoint.
    var filled: [Range<Int>]
    /// Single readings that real-time reads brought, ascending.
    var spots: [SimulatedInstant]
}

extension RowRun {
    init(_ question: RowQuestion, meter: MeterSnapshot, bits: CollectedBits) {
        self.init(meter: meter, grid: question.grid, zone: question.zone, bits: bits)
        let collected = question.periods.flatMap { Self.collected(in: $0, question) }
        let filled = Self.overlay(question.filled, on: collected, within: Self.indices(question.window, question))
        for segment in Self.insert(question.spots, into: filled, question, bits) { append(segment) }
    }

    /// What the head-end collected in one period: whole where everything late has arrived, holed after that.
    private static func collected(in period: CollectionPeriod, _ question: RowQuestion) -> [Segment] {
        let first = max(question.window.lowerBound, period.from)
        let last = min(question.window.upperBound, period.until ?? question.window.upperBound, question.now)
        guard first <= last else { return [] }
        let all = indices(first...last, question)
        if question.rule.isComplete { return [.whole(all)] }
        guard let late = question.rule.lateAfter, first <= question.now - late else { return [.holed(all)] }
        let arrived = indices(first...min(last, question.now - late), question)
        return [.whole(arrived), .holed(arrived.upperBound..<all.upperBound)]
    }

    private static func indices(_ span: ClosedRange<SimulatedInstant>, _ question: RowQuestion) -> Range<Int> {
        question.grid.indices(from: span.lowerBound, through: span.upperBound, in: question.zone)
    }

    /// Puts whole stretches over what is there, and where nothing is.
    private static func overlay(_ filled: [Range<Int>], on base: [Segment], within: Range<Int>) -> [Segment] {
        var segments = base
        for range in filled.map({ $0.clamped(to: within) }) where !range.isEmpty {
            let before = segments.compactMap { $0.clipped(to: Int.min..<range.lowerBound) }
            let after = segments.compactMap { $0.clipped(to: range.upperBound..<Int.max) }
            segments = before + [.whole(range)] + after
        }
        return segments
    }

    /// Puts single readings between the freezes; one at a freeze that is there anyway is not there twice.
    private static func insert(
        _ spots: [SimulatedInstant],
        into base: [Segment],
        _ question: RowQuestion,
        _ bits: CollectedBits
    ) -> [Segment] {
        var merged: [Segment] = []
        var rest = base
        for spot in spots {
            let freeze = indices(spot...spot, question)
            merged += rest.compactMap { $0.clipped(to: Int.min..<freeze.lowerBound) }
            rest = rest.compactMap { $0.clipped(to: freeze.lowerBound..<Int.max) }
            if !freeze.isEmpty, rest.first?.has(freeze.lowerBound, at: spot, bits) == true { continue }
            merged.append(.spot(spot))
            rest = rest.compactMap { $0.clipped(to: freeze.upperBound..<Int.max) }
        }
        return merged + rest
    }
}

extension RowRun.Segment {
    /// The part of a stretch in a range of freezes; nil where there is none, and for a spot.
    fileprivate func clipped(to range: Range<Int>) -> Self? {
        switch self {
        case .whole(let own): own.overlaps(range) ? .whole(own.clamped(to: range)) : nil
        case .holed(let own): own.overlaps(range) ? .holed(own.clamped(to: range)) : nil
        case .spot: nil
        }
    }

    fileprivate func has(_ index: Int, at instant: SimulatedInstant, _ bits: CollectedBits) -> Bool {
        switch self {
        case .whole(let own): own.contains(index)
        case .holed(let own): own.contains(index) && bits.isCollected(instant)
        case .spot: false
        }
    }
}
