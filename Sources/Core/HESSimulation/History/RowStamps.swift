import HESContract
import HESMeterModel
import SimulationKernel

/// What the dialect makes of a frozen row: its stamp, and the order of its channels.
struct RowStamps: Sendable {
    private let dialect: Dialect
    private let zone: WorldZone
    private let chance: SeededHash
    private let isPlain: Bool

    init(_ configuration: WorldConfiguration) {
        dialect = configuration.dialect
        zone = configuration.zone
        chance = SeededHash(seed: configuration.seed).about("dialect")
        isPlain =
            !dialect.freezeStamp.isJittered && !dialect.profileStamp.isStartOfInterval
            && !dialect.channelOrder.isShuffled
    }

    func stamped(
        _ row: CompositeRow,
        _ cgcode: Cgcode,
        of meter: MeterSnapshot,
        at instant: SimulatedInstant
    ) -> CompositeRow {
        if isPlain { return row }
        var row = row
        row.timestamp = row.timestamp + shift(cgcode, meter, instant)
        guard dialect.channelOrder.isShuffled else { return row }
        let order = about(meter, instant).about("channels").order(of: row.channels.count)
        row.channels = order.map { row.channels[$0] }
        return row
    }

    func stamped(_ row: SingleRow, _ cgcode: Cgcode, of meter: MeterSnapshot, at instant: SimulatedInstant) -> SingleRow
    {
        if isPlain { return row }
        var row = row
        row.timestamp = row.timestamp + shift(cgcode, meter, instant)
        return row
    }

    /// Of a real-time read, which jitters at no freeze.
    func read(_ row: SingleRow, _ cgcode: Cgcode, of meter: MeterSnapshot, at instant: SimulatedInstant) -> SingleRow {
        let grid = FreezeGrid(cgcode, intervalMinutes: meter.meter.intervalMinutes)
        let shift = grid.stampShift(dialect)
        guard shift != .zero, grid.isFreeze(instant, in: zone) else { return row }
        var row = row
        row.timestamp = row.timestamp + shift
        return row
    }

    /// The same for one meter and freeze, by whatever road its row leaves.
    private func shift(_ cgcode: Cgcode, _ meter: MeterSnapshot, _ instant: SimulatedInstant) -> SimulatedDuration {
        let grid = FreezeGrid(cgcode, intervalMinutes: meter.meter.intervalMinutes)
        guard grid.isFreeze(instant, in: zone) else { return .zero }
        if case .profile = grid { return grid.stampShift(dialect) }
        guard dialect.freezeStamp.isJittered else { return .zero }
        return .seconds(Int64(about(meter, instant).index(below: 121) - 60))
    }

    private func about(_ meter: MeterSnapshot, _ instant: SimulatedInstant) -> SeededHash {
        chance.about(meter.devAddr).about(UInt64(bitPattern: instant.milliseconds))
    }
}
