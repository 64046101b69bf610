import HESContract
import HESMeterModel
import SimulationKernel

/// The part of a §3.2 plan that is the same for each of its meters.
struct FrozenRead: Sendable {
    let cgcode: Cgcode
    let window: Call.Window
    /// When the last meter answered or failed.
    let until: SimulatedInstant
    /// The oldest row that a meter has.
    let earliest: SimulatedInstant
    let zone: WorldZone
    let dialect: Dialect
    let recorded: RecordedRows

    /// The freezes of one meter, whose rows are made in order.
    struct Freezes: Sendable {
        private let meter: MeterSnapshot
        private var instants: ArraySlice<RowInstant>
        /// Whether it has rows, or needs none; other meters without rows are not present.
        let isPresent: Bool
        private let isWithoutGap: Bool
        private var lacksChannel = false
        /// The row of a meter without freezes, until it is made.
        private var emptyRow: CompositeRow?

        fileprivate init(of meter: MeterSnapshot, at instants: [RowInstant], expectedCount: Int) {
            self.meter = meter
            self.instants = instants[...]
            isPresent = !instants.isEmpty
            isWithoutGap = instants.count >= expectedCount
        }

        /// Of a window without freezes; `emptyRow` stands for them.
        fileprivate init(of meter: MeterSnapshot, isPresent: Bool, emptyRow: CompositeRow?) {
            self.meter = meter
            self.isPresent = isPresent
            self.emptyRow = emptyRow
            instants = []
            isWithoutGap = true
        }

        /// Whether all rows are made.
        var isDone: Bool { instants.isEmpty && emptyRow == nil }
        /// Whether no row and no channel is missing; final when all rows are made.
        var isComplete: Bool { isPresent && isWithoutGap && !lacksChannel }

        mutating func makeRows(atMost count: Int, of cgcode: Cgcode, by maker: RowMaker) -> [CompositeRow] {
            if let row = emptyRow.take() { return [row] }
            let rows = maker.compositeRows(cgcode, of: meter, at: Array(instants.prefix(count)))
            instants = instants.dropFirst(count)
            if rows.contains(where: { $0.channels.count < cgcode.channels.count }) { lacksChannel = true }
            return rows
        }
    }

    /// The freezes of a meter; nil for one that has not answered.
    ///
    /// Rows after the instant of the read do not exist yet.
    func freezes(of planned: PlannedMeter) -> Freezes? {
        guard let (meter, run, indices) = rows(of: planned) else { return nil }
        guard !indices.isEmpty || run.count > 0 else {
            let row = dialect.emptyWindow.hasRow ? emptyRow(of: meter.devAddr) : nil
            return Freezes(of: meter, isPresent: dialect.emptyWindow.isSuccess, emptyRow: row)
        }
        return Freezes(of: meter, at: run.rows(), expectedCount: indices.count)
    }

    /// What ``freezes(of:)`` comes to, without making rows.
    func presence(of planned: PlannedMeter) -> Presence? {
        guard let (meter, run, indices) = rows(of: planned) else { return nil }
        guard !indices.isEmpty || run.count > 0 else {
            let isSuccess = dialect.emptyWindow.isSuccess
            return Presence(isPresent: isSuccess, isComplete: isSuccess, hasRow: dialect.emptyWindow.hasRow)
        }
        let known = recorded.series(of: meter.devAddr, cgcode)
        guard !meter.faults.isEmpty || known != nil else {
            return Presence(isPresent: true, isComplete: true, hasRow: true)
        }
        let count = run.count
        let isCut = known?.lacksChannel(of: cgcode, among: run.rows().map(\.shown)) ?? false
        let isWhole = count >= indices.count && !meter.lacksChannel(of: cgcode, at: run) && !isCut
        return Presence(isPresent: count > 0, isComplete: count > 0 && isWhole, hasRow: count > 0)
    }

    /// How a plan counts a meter that answered.
    struct Presence {
        let isPresent: Bool
        let isComplete: Bool
        let hasRow: Bool
    }

    /// The freezes that an answered meter should have; nil for one that has not answered.
    private func rows(
        of planned: PlannedMeter
    ) -> (meter: MeterSnapshot, run: RowRun, indices: Range<Int>)? {
        guard case .answered(let meter, let instant) = planned.outcome else { return nil }
        let minutes = meter.meter.intervalMinutes
        let grid = FreezeGrid(cgcode, intervalMinutes: minutes)
        let labels = RowLabels(of: cgcode, every: minutes, in: zone, dialect)
        let span = FreezeSpan(window, labels, zone, dialect)
        let first = max(span.first, meter.meter.installed ?? span.first, earliest)
        let indices = grid.indices(from: first, through: min(span.last, instant), in: zone)
        let series = recorded.series(of: meter.devAddr, cgcode)
        let run = RowRun(
            indices,
            of: meter,
            grid: RowGrid(freezes: grid, zone: zone),
            recorded: RecordedAnswer(series, on: .meter, labels: labels, stamps: span.stamps)
        )
        return (meter, run, indices)
    }

    /// A row without channels, at the window's start.
    private func emptyRow(of devAddr: String) -> CompositeRow {
        CompositeRow(devAddr: devAddr, timestamp: zone.instant(of: window.start), channels: [])
    }

    /// A row for each freeze of a meter that failed; empty under a dialect that leaves those rows out.
    func placeholders(for devAddr: String) -> [CompositeRow] {
        guard let channels = dialect.failedMeter.channels(cgcode) else { return [] }
        let grid = FreezeGrid(cgcode, intervalMinutes: 15)
        let labels = RowLabels(of: cgcode, every: 15, in: zone, dialect)
        let span = FreezeSpan(window, labels, zone, dialect)
        let indices = grid.indices(from: max(span.first, earliest), through: min(span.last, until), in: zone)
        return indices.map { index in
            let stamp = labels.stamp(of: grid.instant(of: index, in: zone))
            return CompositeRow(devAddr: devAddr, timestamp: stamp, channels: channels)
        }
    }
}

extension MeterSnapshot {
    /// Whether a rule takes a channel from one of the rows; it looks at the rows of no other rules.
    fileprivate func lacksChannel(of cgcode: Cgcode, at run: RowRun) -> Bool {
        let probe = RowDraft(
            timestamp: SimulatedInstant(milliseconds: 0),
            channels: cgcode.channels.map { ChannelValue(cgcode: $0, value: .scaled(0)) },
            isFrozen: true
        )
        let taking = faults.filter { fault in
            var row = probe
            fault.effect.change(&row)
            return row.channels.count < probe.channels.count
        }
        guard !taking.isEmpty else { return false }
        return run.rows().contains { row in taking.contains { $0.acts(on: row.instant, of: devAddr) } }
    }
}
