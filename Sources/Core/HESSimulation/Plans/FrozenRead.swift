import HESContract
import HESMeterModel
import SimulationKernel

/// The part of a §3.2 plan that is the same for each of its meters.
struct FrozenRead: Sendable {
    let cgcode: Cgcode
    let window: Call.Window
    /// When the last meter answered or failed.
    let until: SimulatedInstant
    let zone: WorldZone
    let dialect: Dialect

    /// The freezes of one meter, whose rows are made in order.
    struct Freezes: Sendable {
        private let meter: MeterSnapshot
        private var instants: ArraySlice<SimulatedInstant>
        /// Whether it has rows; a meter without rows is not present.
        let isPresent: Bool
        private let isWithoutGap: Bool
        private var lacksChannel = false

        fileprivate init(of meter: MeterSnapshot, at instants: [SimulatedInstant], expectedCount: Int) {
            self.meter = meter
            self.instants = instants[...]
            isPresent = !instants.isEmpty
            isWithoutGap = instants.count >= expectedCount
        }

        /// Whether all rows are made.
        var isDone: Bool { instants.isEmpty }
        /// Whether no row and no channel is missing; final when all rows are made.
        var isComplete: Bool { isPresent && isWithoutGap && !lacksChannel }

        mutating func makeRows(atMost count: Int, of cgcode: Cgcode, by maker: RowMaker) -> [CompositeRow] {
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
        guard case .answered(let meter, let instant) = planned.outcome else { return nil }
        let grid = FreezeGrid(cgcode, intervalMinutes: meter.meter.intervalMinutes)
        let span = FreezeSpan(window, grid, zone, dialect)
        let first = max(span.first, meter.meter.installed ?? span.first)
        let indices = grid.indices(from: first, through: min(span.last, instant), in: zone)
        let run = RowRun(indices, of: meter, grid: grid, zone: zone)
        return Freezes(of: meter, at: run.instants(), expectedCount: indices.count)
    }

    /// A row for each freeze of a meter that failed; empty under a dialect that leaves those rows out.
    func placeholders(for devAddr: String) -> [CompositeRow] {
        guard let channels = dialect.failedMeter.channels(cgcode) else { return [] }
        let grid = FreezeGrid(cgcode, intervalMinutes: 15)
        let span = FreezeSpan(window, grid, zone, dialect)
        let indices = grid.indices(from: span.first, through: min(span.last, until), in: zone)
        return indices.map { index in
            let stamp = grid.instant(of: index, in: zone) + grid.stampShift(dialect)
            return CompositeRow(devAddr: devAddr, timestamp: stamp, channels: channels)
        }
    }
}
