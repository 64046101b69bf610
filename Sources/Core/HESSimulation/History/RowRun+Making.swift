import HESContract
import SimulationKernel

/// Everything on which the rows of one meter in history depend.
struct RowQuestion {
    var grid: RowGrid
    var labels: RowLabels
    var rule: CollectionRule
    var seed: UInt64
    var now: SimulatedInstant
    /// The part of the grid that is asked for.
    var window: ClosedRange<SimulatedInstant>
    /// Periods in which the head-end could collect, ascending.
    var periods: [CollectionPeriod]
    /// Freezes that real-time reads added, ascending and disjoint.
    var filled: [Range<Int>]
    /// Single readings that real-time reads added, in the order of their places.
    var spots: [RowInstant]
    /// What was recorded of the item.
    var recorded: RecordedAnswer?

    /// The place of a single reading among the freezes, so that rows come in the order of the stamps that they show.
    func place(of spot: RowInstant) -> SimulatedInstant {
        guard spot.stamp == nil, !labels.areFreezes, grid.contains(spot.instant) else {
            return labels.place(of: spot.shown)
        }
        return spot.instant
    }

    /// The readings whose stamps are in the window, in the order of their places.
    func matching(_ readings: [RowInstant]) -> [RowInstant] {
        guard !labels.areFreezes else { return readings }
        return readings.filter { window.contains(place(of: $0)) }.sorted { place(of: $0) < place(of: $1) }
    }

    func indices(_ span: ClosedRange<SimulatedInstant>) -> Range<Int> {
        grid.indices(from: span.lowerBound, through: span.upperBound)
    }
}

extension RowRun {
    /// The rows of one meter in history.
    init(_ question: RowQuestion, meter: MeterSnapshot, _ cgcode: Cgcode) {
        let single = cgcode.category == .single ? cgcode : nil
        self.init(meter: meter, grid: question.grid, single: single)
        let collected = question.periods.flatMap { Self.collected(in: $0, of: meter.devAddr, for: question) }
        // Late rows are removed before those of real-time reads are added, because a read brings a late row into history.
        let arrived = withoutLateRows(collected, now: question.now)
        let filled = Self.overlay(question.filled, on: arrived, within: question.indices(question.window))
        for segment in segments(of: question, among: withRowFaults(filled)) { append(segment) }
    }

    /// The freezes with the single readings between them; of recorded windows, the recorded rows alone.
    private func segments(of question: RowQuestion, among base: [Stretch]) -> [Segment] {
        guard let recorded = question.recorded else { return insert(question.spots, into: base, for: question) }
        let own = question.spots.filter { recorded.lets($0.shown) }
        let spots = (own + recorded.rows).sorted { question.place(of: $0) < question.place(of: $1) }
        let outside = Self.outside(recorded, of: base) { question.indices($0) }
        return insert(spots, into: outside, for: question)
    }

    /// The rows of these freezes in the meter itself.
    init(_ indices: Range<Int>, of meter: MeterSnapshot, grid: RowGrid) {
        self.init(meter: meter, grid: grid)
        for stretch in withRowFaults([Stretch(indices: indices)]) { append(.stretch(stretch)) }
    }

    /// The freezes that the head-end collected in one period: complete where late rows have arrived, masked after that.
    private static func collected(
        in period: CollectionPeriod,
        of devAddr: String,
        for question: RowQuestion
    ) -> [Stretch] {
        let first = max(question.window.lowerBound, period.from)
        let last = min(question.window.upperBound, period.until ?? question.window.upperBound, question.now)
        guard first <= last else { return [] }
        let all = question.indices(first...last)
        if question.rule.isComplete { return [Stretch(indices: all)] }
        let masks = [RowMask.collected(question.rule.share, seed: question.seed, devAddr: devAddr)]
        guard let late = question.rule.lateAfter, first <= question.now - late else {
            return [Stretch(indices: all, masks: masks)]
        }
        // Where the clock goes back across midnight an earlier instant may belong to a later freeze.
        let arrived = question.indices(first...min(last, question.now - late)).clamped(to: all)
        return [Stretch(indices: arrived), Stretch(indices: arrived.upperBound..<all.upperBound, masks: masks)]
    }

    /// Replaces the freezes of `filled` by whole stretches and adds those that `base` lacks.
    private static func overlay(_ filled: [Range<Int>], on base: [Stretch], within: Range<Int>) -> [Stretch] {
        var stretches = base
        for range in filled.map({ $0.clamped(to: within) }) where !range.isEmpty {
            let before = stretches.compactMap { $0.clipped(to: Int.min..<range.lowerBound) }
            let after = stretches.compactMap { $0.clipped(to: range.upperBound..<Int.max) }
            stretches = before + [Stretch(indices: range)] + after
        }
        return stretches
    }

    /// Puts single readings between the freezes, except one at a freeze that already has a row.
    private func insert(_ spots: [RowInstant], into base: [Stretch], for question: RowQuestion) -> [Segment] {
        Self.insert(spots, into: base) { spot in
            let place = question.place(of: spot)
            return (place, question.indices(place...place))
        }
    }

    /// `place` says where a reading is among the freezes, and which freeze is there.
    static func insert(
        _ spots: [RowInstant],
        into base: [Stretch],
        place: (RowInstant) -> (SimulatedInstant, freeze: Range<Int>)
    ) -> [Segment] {
        var merged: [Segment] = []
        var rest = base
        for spot in spots {
            let (place, freeze) = place(spot)
            merged += rest.compactMap { $0.clipped(to: Int.min..<freeze.lowerBound) }.map { .stretch($0) }
            rest = rest.compactMap { $0.clipped(to: freeze.lowerBound..<Int.max) }
            if !freeze.isEmpty, let first = rest.first, first.indices.contains(freeze.lowerBound),
                first.masks.lets(place)
            {
                continue
            }
            merged.append(.spot(spot))
            rest = rest.compactMap { $0.clipped(to: freeze.upperBound..<Int.max) }
        }
        return merged + rest.map { .stretch($0) }
    }
}

extension RowRun.Stretch {
    /// The part in a range of freezes; nil if they do not overlap.
    func clipped(to range: Range<Int>) -> Self? {
        guard indices.overlaps(range) else { return nil }
        var part = self
        part.indices = indices.clamped(to: range)
        return part
    }
}
