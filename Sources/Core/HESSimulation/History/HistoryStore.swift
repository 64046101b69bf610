import HESContract
import HESMeterModel
import SimulationKernel

/// Rows that real-time reads added to history, and the row order of its pages.
///
/// Rows that the head-end collects are not stored, because they follow from the plant and the collection rule.
struct HistoryStore: Sendable {
    private let configuration: WorldConfiguration
    private var spots = SpotReadings()
    /// Number of scheduled backfills.
    private var lateBackfills = 0
    /// Number of pages made so far; seeds the row order.
    private var pageCount: UInt64 = 0

    /// The delay of `backfill: delayed`.
    private static let backfillDelay = SimulatedDuration.minutes(10)
    private static let mostLateBackfills = 100_000

    init(_ configuration: WorldConfiguration) {
        self.configuration = configuration
    }

    // MARK: Questions

    /// - Throws: `rangeTooLong` for a window that is too old, under a dialect that limits its age.
    func checkAge(of window: Call.Window, for endpoint: Endpoint, at now: SimulatedInstant) throws(Rejection) {
        guard configuration.dialect.historyLimit.concernsAge else { return }
        let span = configuration.dialect.historySpan
        let oldest = span.oldestStart(at: now, in: configuration.zone)
        guard configuration.zone.instant(of: window.start) < oldest else { return }
        throw Rejection(
            .rangeTooLong,
            at: "/start",
            expected: "no older than \(configuration.zone.civilTime(at: oldest)), \(span.text) ago",
            actual: window.start.description,
            clause: endpoint.clause
        )
    }

    /// Finds the page of a call among the rows that history holds by now.
    ///
    /// `faults` has the row faults of each meter of the call, in the order of the call.
    ///
    /// - Throws: `pastEnd` for a page behind the last one, under a dialect that rejects those.
    mutating func page(
        for call: Call.History,
        of endpoint: Endpoint,
        faults: [[RowFault]],
        in plant: MeterPlant,
        at now: SimulatedInstant
    ) throws(Rejection) -> HistoryPage {
        precondition(faults.count == call.devAddrs.count, "every meter of the call has its faults")
        let runs = zip(call.devAddrs, faults).compactMap { devAddr, faults in
            plant.meter(devAddr).flatMap { run(of: $0, for: call, faults: faults, in: plant, at: now) }
        }
        pageCount += 1
        return try HistoryPage(
            call,
            runs: runs,
            maxPageSize: configuration.limits.maxPageSize,
            configuration.dialect,
            order: SeededHash(seed: configuration.seed).about("rowOrder").about(pageCount),
            clause: endpoint.clause
        )
    }

    private func run(
        of meter: FieldMeter,
        for call: Call.History,
        faults: [RowFault],
        in plant: MeterPlant,
        at now: SimulatedInstant
    ) -> RowRun? {
        let minutes = meter.traits.intervalMinutes
        let labels = RowLabels(of: call.cgcode, every: minutes, in: configuration.zone, configuration.dialect)
        let span = FreezeSpan(call.window, labels, configuration.zone, configuration.dialect)
        guard
            let question = question(about: meter, cgcode: call.cgcode, in: span, labels: labels, plant: plant, at: now)
        else {
            return nil
        }
        return RowRun(question, meter: MeterSnapshot(meter, faults: faults), call.cgcode)
    }

    /// What history has of one item of a meter, without a mark that it was asked; see ``HeadEnd/collectedRows(of:cgcode:within:)``.
    func collected(
        of meter: FieldMeter,
        cgcode: Cgcode,
        in span: FreezeSpan,
        labels: RowLabels,
        faults: [RowFault],
        by maker: RowMaker,
        plant: MeterPlant,
        at now: SimulatedInstant
    ) -> CollectedRows {
        let question = question(about: meter, cgcode: cgcode, in: span, labels: labels, plant: plant, at: now)
        let kept = cgcode.isInstantaneous ? configuration.dialect.singleHistory : .grid
        return CollectedRows(
            of: MeterSnapshot(meter, faults: faults),
            cgcode: cgcode,
            question: question,
            isCollected: kept.isCollected,
            by: maker
        )
    }

    /// Nil for a meter without such values, and for an empty span.
    private func question(
        about meter: FieldMeter,
        cgcode: Cgcode,
        in span: FreezeSpan,
        labels: RowLabels,
        plant: MeterPlant,
        at now: SimulatedInstant
    ) -> RowQuestion? {
        guard !(configuration.dialect.absentPhase.isWithoutValue && meter.traits.lacksPhase(of: cgcode)) else {
            return nil
        }
        guard span.first <= span.last else { return nil }
        let (minutes, zone) = (meter.traits.intervalMinutes, configuration.zone)
        let kept = cgcode.isInstantaneous ? configuration.dialect.singleHistory : .grid
        let lag = kept.isLate ? TaskLag(of: meter.devAddr, seed: configuration.seed) : nil
        var question = RowQuestion(
            grid: RowGrid(freezes: FreezeGrid(cgcode, intervalMinutes: minutes), zone: zone, lag: lag),
            labels: labels,
            rule: configuration.collection,
            seed: configuration.seed,
            now: now,
            window: span.first...span.last,
            periods: kept.isCollected ? plant.collection(of: meter.devAddr) : [],
            filled: kept.isOnGrid ? plant.filled(of: meter.devAddr, cgcode) : [],
            spots: []
        )
        question.recorded = RecordedAnswer(
            configuration.recordedRows.series(of: meter.devAddr, cgcode),
            on: .history,
            labels: labels,
            stamps: span.stamps
        )
        let asked = min(span.first, span.stamps.first)...max(span.last, span.stamps.last)
        question.spots = question.matching(spots.rows(of: meter.devAddr, cgcode, in: asked))
        return question
    }

    // MARK: Backfill

    /// The rows of freezes that a read of the meter at `now` adds to history; nil if it adds none.
    ///
    /// With `isUnderRules` a read always counts as new, because rules may have removed rows that were collected.
    func backfill(
        from meter: FieldMeter,
        after work: Plan.Work,
        in plant: MeterPlant,
        isUnderRules: Bool,
        at now: SimulatedInstant
    ) -> Backfill? {
        switch work {
        case .readFrozen(let cgcode, let window):
            let minutes = meter.traits.intervalMinutes
            let grid = FreezeGrid(cgcode, intervalMinutes: minutes)
            let labels = RowLabels(of: cgcode, every: minutes, in: configuration.zone, configuration.dialect)
            let span = FreezeSpan(window, labels, configuration.zone, configuration.dialect)
            let start = max(span.first, meter.traits.installed ?? span.first, configuration.earliestRow)
            let end = min(span.last, now)
            guard start <= end, isUnderRules || !isCollected(start...end, of: meter.devAddr, in: plant) else {
                return nil
            }
            let indices = grid.indices(from: start, through: end, in: configuration.zone)
            return Backfill(devAddr: meter.devAddr, cgcode: cgcode, rows: .freezes(indices))
        case .readSingle, .relay, .readArchive, .changeArchive, .failedArchive: return nil
        }
    }

    /// Whether the head-end has every row of the span without a read, because it collected the meter throughout.
    private func isCollected(
        _ span: ClosedRange<SimulatedInstant>,
        of devAddr: String,
        in plant: MeterPlant
    ) -> Bool {
        configuration.collection.isComplete
            && plant.collection(of: devAddr).contains {
                $0.from <= span.lowerBound && $0.until.map { span.upperBound <= $0 } ?? true
            }
    }

    /// Applies a backfill at once, later or never; the dialect decides.
    mutating func add(_ backfill: Backfill, to plant: inout MeterPlant, on timeline: inout Timeline) {
        switch configuration.dialect.backfill {
        case .never: return
        case .immediate: apply(backfill, to: &plant, at: timeline.now)
        case .delayed:
            // Beyond the limit a backfill is applied at once instead of being dropped.
            guard lateBackfills < Self.mostLateBackfills else {
                return apply(backfill, to: &plant, at: timeline.now)
            }
            lateBackfills += 1
            timeline.schedule(.backfill(backfill), at: timeline.now + Self.backfillDelay)
        }
    }

    /// Applies a scheduled backfill that is due.
    mutating func applyLate(_ backfill: Backfill, to plant: inout MeterPlant, at now: SimulatedInstant) {
        precondition(lateBackfills > 0, "a late backfill was scheduled once")
        lateBackfills -= 1
        apply(backfill, to: &plant, at: now)
    }

    private mutating func apply(_ backfill: Backfill, to plant: inout MeterPlant, at now: SimulatedInstant) {
        switch backfill.rows {
        case .reading(let instant): spots.add(backfill.cgcode, of: backfill.devAddr, at: instant)
        case .stampedReading(let instant, let stamp):
            spots.add(backfill.cgcode, of: backfill.devAddr, at: instant, stamp: stamp)
        case .freezes(let indices): plant.fill(indices, of: backfill.cgcode, for: backfill.devAddr, at: now)
        }
    }
}

extension HistoryStore {
    /// What a snapshot holds of it.
    struct Saved: Codable {
        fileprivate let spots: SpotReadings
        fileprivate let lateBackfills: Int
        fileprivate let pageCount: UInt64
    }

    var saved: Saved { Saved(spots: spots, lateBackfills: lateBackfills, pageCount: pageCount) }

    mutating func restore(_ saved: Saved) {
        (spots, lateBackfills, pageCount) = (saved.spots, saved.lateBackfills, saved.pageCount)
    }
}
