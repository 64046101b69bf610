import HESContract
import SimulationKernel

/// What was recorded of an item, for a question about some of its stamps.
struct RecordedAnswer: Sendable {
    let series: RecordedSeries
    let road: RecordedRows.Road
    let labels: RowLabels
    /// The ends of the question, as stamps.
    let stamps: ClosedRange<SimulatedInstant>

    /// nil if nothing was recorded, or the question is empty.
    init?(
        _ series: RecordedSeries?,
        on road: RecordedRows.Road,
        labels: RowLabels,
        stamps: (first: SimulatedInstant, last: SimulatedInstant)
    ) {
        guard let series, stamps.first <= stamps.last else { return nil }
        self.series = series
        self.road = road
        self.labels = labels
        self.stamps = stamps.first...stamps.last
    }

    /// The recorded rows, each at its place among the freezes.
    var rows: [RowInstant] {
        series.rows(on: road, in: stamps).map { RowInstant(instant: labels.place(of: $0.stamp), stamp: $0.stamp) }
    }

    /// Whether a row that was not recorded may be answered.
    func lets(_ stamp: SimulatedInstant) -> Bool { series.windows(on: road, in: stamp...stamp).isEmpty }
}

extension RowRun {
    /// The stretches without the freezes of recorded windows.
    static func outside(
        _ answer: RecordedAnswer,
        of base: [Stretch],
        indices: (ClosedRange<SimulatedInstant>) -> Range<Int>
    ) -> [Stretch] {
        answer.series.windows(on: answer.road, in: answer.stamps).reduce(base) { stretches, window in
            let first = answer.labels.place(of: window.lowerBound)
            let range = indices(first...max(first, answer.labels.place(of: window.upperBound)))
            return stretches.flatMap { $0.split(by: range) { _ in nil } }
        }
    }

    /// The rows of these freezes in the meter itself, with those that were recorded.
    init(
        _ indices: Range<Int>,
        of meter: MeterSnapshot,
        grid: RowGrid,
        recorded: RecordedAnswer?
    ) {
        self.init(indices, of: meter, grid: grid)
        guard let recorded else { return }
        let own = segments.compactMap { segment -> Stretch? in
            if case .stretch(let stretch) = segment { stretch } else { nil }
        }
        let outside = Self.outside(recorded, of: own) { grid.indices(from: $0.lowerBound, through: $0.upperBound) }
        let merged = Self.insert(recorded.rows, into: outside) { place in
            (place.instant, grid.indices(from: place.instant, through: place.instant))
        }
        self.init(meter: meter, grid: grid)
        for segment in merged { append(segment) }
    }
}
