package import HESContract
package import HESMeterModel
package import SimulationKernel

/// Turns (meter, instant) into rows.
///
/// The one place from which values leave the simulator, so that history, real-time reads and pushes agree to the last
/// digit (rule R12). Pure; called outside any lock.
package struct RowMaker: Sendable {
    private let model: MeterModel
    private let zone: WorldZone

    package init(_ configuration: WorldConfiguration) {
        zone = configuration.zone
        model = MeterModel(seed: configuration.seed, zone: zone, era: zone.date(at: configuration.historyFrom))
    }

    package func compositeRow(_ cgcode: Cgcode, of meter: MeterSnapshot, at instant: SimulatedInstant) -> CompositeRow {
        CompositeRow(
            devAddr: meter.devAddr,
            timestamp: instant,
            channels: cgcode.channels.map { ChannelValue(cgcode: $0, value: value($0, of: meter, at: instant)) }
        )
    }

    package func singleRow(_ cgcode: Cgcode, of meter: MeterSnapshot, at instant: SimulatedInstant) -> SingleRow {
        SingleRow(
            devAddr: meter.devAddr,
            timestamp: instant,
            channel: ChannelValue(cgcode: cgcode, value: value(cgcode, of: meter, at: instant))
        )
    }

    /// One key (meter, code, instant) has one value by every road.
    ///
    /// At a freeze instant that is the frozen value: the
    /// demand before its reset, the power as the mean of the interval that ends there.
    private func value(_ cgcode: Cgcode, of meter: MeterSnapshot, at instant: SimulatedInstant) -> WireValue {
        if let pinned = meter.pinnedValues[cgcode] { return .pinned(pinned) }
        guard let quantity = Quantity(cgcode) else { return .pinned("") }
        let grid = FreezeGrid(cgcode, intervalMinutes: meter.meter.intervalMinutes)
        guard grid.isFreeze(instant, in: zone) else {
            return .scaled(model.value(of: quantity, for: meter.meter, at: instant))
        }
        return .scaled(
            grid == .daily
                ? model.frozenValue(of: quantity, for: meter.meter, at: instant)
                : model.profileValue(of: quantity, for: meter.meter, at: instant)
        )
    }
}

/// A meter as it was when something was asked of it; what it measures is a pure function of this.
package struct MeterSnapshot: Sendable {
    package var meter: Meter
    package var pinnedValues: [Cgcode: String]

    package init(_ fieldMeter: FieldMeter) {
        meter = fieldMeter.meter
        pinnedValues = fieldMeter.traits.pinnedValues
    }

    package var devAddr: String { meter.devAddr }
}
