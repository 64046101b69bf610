import HESContract
import HESMeterModel
import SimulationKernel

/// Applies the dialect to a frozen row: its stamp, and the order of its channels.
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
            && !dialect.freezeLabel.isOpening && !dialect.channelOrder.isShuffled
    }

    func stamped(
        _ row: CompositeRow,
        as cgcode: Cgcode,
        of meter: MeterSnapshot,
        at instant: SimulatedInstant
    ) -> CompositeRow {
        if isPlain { return row }
        var row = row
        row.timestamp = row.timestamp + shift(of: cgcode, for: meter, at: instant)
        guard dialect.channelOrder.isShuffled else { return row }
        let order = chance(about: meter, at: instant).about("channels").order(of: row.channels.count)
        row.channels = order.map { row.channels[$0] }
        return row
    }

    func stamped(
        _ row: SingleRow,
        as cgcode: Cgcode,
        of meter: MeterSnapshot,
        at instant: SimulatedInstant
    ) -> SingleRow {
        if isPlain { return row }
        var row = row
        row.timestamp = row.timestamp + shift(of: cgcode, for: meter, at: instant)
        return row
    }

    /// The stamp under which the row of an instant is shown.
    func shown(_ cgcode: Cgcode, of meter: MeterSnapshot, at instant: SimulatedInstant) -> SimulatedInstant {
        isPlain ? instant : instant + shift(of: cgcode, for: meter, at: instant)
    }

    /// Like ``stamped(_:as:of:at:)``, for a real-time read, whose stamp has no jitter.
    func stampedReading(
        _ row: SingleRow,
        as cgcode: Cgcode,
        of meter: MeterSnapshot,
        at instant: SimulatedInstant
    ) -> SingleRow {
        if isPlain { return row }
        let grid = FreezeGrid(cgcode, intervalMinutes: meter.meter.intervalMinutes)
        let labels = labels(of: cgcode, for: meter)
        guard !labels.areFreezes, grid.isFreeze(instant, in: zone) else { return row }
        var row = row
        row.timestamp = row.timestamp + (labels.stamp(of: instant) - instant)
        return row
    }

    /// The shift of a row's stamp; the same for a meter and freeze in answers and pushes.
    private func shift(of cgcode: Cgcode, for meter: MeterSnapshot, at instant: SimulatedInstant) -> SimulatedDuration {
        let grid = FreezeGrid(cgcode, intervalMinutes: meter.meter.intervalMinutes)
        guard grid.isFreeze(instant, in: zone) else { return .zero }
        let shift = labels(of: cgcode, for: meter).stamp(of: instant) - instant
        if case .profile = grid { return shift }
        guard dialect.freezeStamp.isJittered else { return shift }
        return shift + .seconds(Int64(chance(about: meter, at: instant).index(below: 121) - 60))
    }

    private func labels(of cgcode: Cgcode, for meter: MeterSnapshot) -> RowLabels {
        RowLabels(of: cgcode, every: meter.meter.intervalMinutes, in: zone, dialect)
    }

    private func chance(about meter: MeterSnapshot, at instant: SimulatedInstant) -> SeededHash {
        chance.about(meter.devAddr).about(UInt64(bitPattern: instant.milliseconds))
    }
}
