import HESContract
import HESMeterModel
import SimulationKernel

/// What a real-time read of one meter brings into history.
struct Backfill: Sendable {
    enum What: Sendable {
        case reading(SimulatedInstant)
        /// Numbers on the meter's grid.
        case freezes(Range<Int>)
    }

    let devAddr: String
    let cgcode: Cgcode
    let what: What
}

extension HeadEnd {
    /// Which rows match and which of them are on the page; history holds what the head-end has collected by now.
    ///
    /// - Throws: where the dialect refuses old windows, or pages behind the last one.
    mutating func history(_ call: Call.History, _ context: inout CallContext) throws(Rejection) -> HistoryPage {
        try checkAge(of: call.window, context.request.endpoint)
        var runs: [RowRun] = []
        for devAddr in call.devAddrs {
            let faults = rowFaults(of: devAddr, context.call, &context.decisions, planID: nil)
            if let run = run(of: devAddr, call.cgcode, in: call.window, faults) { runs.append(run) }
        }
        historyCount += 1
        return try HistoryPage(
            call,
            runs: runs,
            maxPageSize: configuration.limits.maxPageSize,
            configuration.dialect,
            order: SeededHash(seed: configuration.seed).about("rowOrder").about(historyCount),
            clause: context.request.endpoint.clause
        )
    }

    private func checkAge(of window: Call.Window, _ endpoint: Endpoint) throws(Rejection) {
        guard configuration.dialect.historyLimit.concernsAge else { return }
        let oldest = now - .days(HistoryLimit.days)
        guard configuration.zone.instant(of: window.start) < oldest else { return }
        throw Rejection(
            .rangeTooLong,
            at: "/start",
            expected: "no older than \(configuration.zone.civilTime(at: oldest)), \(HistoryLimit.days) days ago",
            actual: window.start.description,
            clause: endpoint.clause
        )
    }

    private func run(
        of devAddr: String,
        _ cgcode: Cgcode,
        in window: Call.Window,
        _ faults: [RowFault]
    ) -> RowRun? {
        guard let fieldMeter = field.meter(devAddr) else { return nil }
        let grid = FreezeGrid(cgcode, intervalMinutes: fieldMeter.traits.intervalMinutes)
        let span = FreezeSpan(window, grid, configuration.zone, configuration.dialect)
        guard span.first <= span.last else { return nil }
        let window = span.first...span.last
        let shift = grid.stampShift(configuration.dialect)
        var question = RowQuestion(
            grid: grid,
            zone: configuration.zone,
            rule: configuration.collection,
            seed: configuration.seed,
            now: now,
            window: window,
            periods: field.collection(of: devAddr),
            filled: field.filled(of: devAddr, cgcode),
            stampShift: shift,
            spots: []
        )
        let asked = window.lowerBound + shift...window.upperBound
        question.spots = question.matching(spots.instants(of: devAddr, cgcode, in: asked))
        return RowRun(question, meter: MeterSnapshot(fieldMeter, faults: faults), cgcode)
    }

    /// A successful real-time read fills history: §3.2 with its rows, §3.3 with nothing but its own instant.
    mutating func backfill(_ devAddr: String, _ work: Plan.Work) {
        guard let brought = brought(devAddr, work) else { return }
        switch configuration.dialect.backfill {
        case .never: return
        case .immediate: take(brought)
        case .delayed:
            // Rows are never lost for want of room: what is too much to remember is in history at once.
            guard lateBackfills < Self.mostLateBackfills else { return take(brought) }
            lateBackfills += 1
            schedule.insert(.backfill(brought), at: now + Self.backfillDelay)
        }
    }

    mutating func take(_ brought: Backfill) {
        switch brought.what {
        case .reading(let instant): spots.add(brought.devAddr, brought.cgcode, at: instant)
        case .freezes(let indices): field.fill(brought.devAddr, brought.cgcode, indices, at: now)
        }
    }

    private func brought(_ devAddr: String, _ work: Plan.Work) -> Backfill? {
        switch work {
        case .readSingle(let cgcode): return Backfill(devAddr: devAddr, cgcode: cgcode, what: .reading(now))
        case .readFrozen(let cgcode, let window):
            guard let meter = field.meter(devAddr) else { return nil }
            let grid = FreezeGrid(cgcode, intervalMinutes: meter.traits.intervalMinutes)
            let zone = configuration.zone
            let span = FreezeSpan(window, grid, zone, configuration.dialect)
            let start = max(span.first, meter.traits.installed ?? span.first)
            let end = min(span.last, now)
            guard start <= end, !isCollected(devAddr, start...end) else { return nil }
            let indices = grid.indices(from: start, through: end, in: zone)
            return Backfill(devAddr: devAddr, cgcode: cgcode, what: .freezes(indices))
        case .relay, .readArchive, .changeArchive, .failedArchive: return nil
        }
    }

    /// Of `backfill: delayed`.
    private static let backfillDelay = SimulatedDuration.minutes(10)
    private static let mostLateBackfills = 100_000

    /// Whether the head-end has every row of the span anyway, as it does in a world without holes.
    private func isCollected(_ devAddr: String, _ span: ClosedRange<SimulatedInstant>) -> Bool {
        configuration.collection.isComplete && faults.isEmpty
            && field.collection(of: devAddr).contains {
                $0.from <= span.lowerBound && $0.until.map { span.upperBound <= $0 } ?? true
            }
    }
}
