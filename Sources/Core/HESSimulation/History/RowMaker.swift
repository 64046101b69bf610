package import HESContract
package import HESMeterModel
package import SimulationKernel

/// Turns (meter, instants) into rows.
///
/// All values that leave the simulator are made here, so that history, real-time reads and pushes agree to the last
/// digit (rule R12). Pure; called outside any lock. An immutable class, because every plan's result holds it.
package final class RowMaker: Sendable {
    private let model: MeterModel
    /// For monthly rows, whose maximum demand is the month's in every dialect.
    private let monthlyModel: MeterModel
    private let stamps: RowStamps
    private let energyStep: Dialect.EnergyStep
    let recorded: RecordedRows
    /// The oldest row that a meter has.
    let earliestRow: SimulatedInstant

    package init(_ configuration: WorldConfiguration) {
        let zone = configuration.zone
        let era = zone.date(at: configuration.historyFrom)
        monthlyModel = MeterModel(seed: configuration.seed, zone: zone, era: era)
        var model = monthlyModel
        switch configuration.dialect.demandReset {
        case .month: model.demandReset = .month
        case .day: model.demandReset = .day
        }
        self.model = model
        stamps = RowStamps(configuration)
        energyStep = configuration.dialect.energyStep
        earliestRow = configuration.earliestRow
        recorded = configuration.recordedRows
    }

    /// Makes a row for each of `instants`, which are in ascending order.
    package func compositeRows(
        _ cgcode: Cgcode,
        of meter: MeterSnapshot,
        at instants: [SimulatedInstant]
    ) -> [CompositeRow] {
        compositeRows(cgcode, of: meter, at: instants.map { RowInstant(instant: $0) })
    }

    func compositeRows(_ cgcode: Cgcode, of meter: MeterSnapshot, at instants: [RowInstant]) -> [CompositeRow] {
        let model = cgcode == .monthlyBilling ? monthlyModel : model
        var rows = MeterRows(model, meter, energyStep: energyStep)
        let recorded = recorded.series(of: meter.devAddr, cgcode)
        return instants.map { place in
            let known = recorded?.channels(at: place.stamp ?? stamps.shown(cgcode, of: meter, at: place.instant))
            var row = rows.composite(cgcode, at: place.instant, recorded: known)
            guard let stamp = place.stamp else {
                return stamps.stamped(row, as: cgcode, of: meter, at: place.instant)
            }
            row.timestamp = stamp
            return row
        }
    }

    /// Makes a row for each of `instants`, which are in ascending order; an instant whose channel is missing has no row.
    package func singleRows(_ cgcode: Cgcode, of meter: MeterSnapshot, at instants: [SimulatedInstant]) -> [SingleRow] {
        singleRows(cgcode, of: meter, at: instants.map { RowInstant(instant: $0) })
    }

    func singleRows(_ cgcode: Cgcode, of meter: MeterSnapshot, at instants: [RowInstant]) -> [SingleRow] {
        // Voltages do not depend on each other, so they need no walkers.
        if let quantity = plainQuantity(cgcode, of: meter), quantity.isVoltage {
            return instants.map { place in
                let row = plainRow(cgcode, of: quantity, from: meter, at: place.instant)
                return stamped(row, as: cgcode, of: meter, at: place)
            }
        }
        var rows = MeterRows(model, meter, energyStep: energyStep)
        let recorded = recorded.series(of: meter.devAddr, cgcode)
        return instants.compactMap { place in
            let known = recorded?.channels(at: place.stamp ?? stamps.shown(cgcode, of: meter, at: place.instant))
            let row = rows.single(cgcode, at: place.instant, recorded: known?.first)
            return row.map { stamped($0, as: cgcode, of: meter, at: place) }
        }
    }

    private func stamped(
        _ row: SingleRow,
        as cgcode: Cgcode,
        of meter: MeterSnapshot,
        at place: RowInstant
    ) -> SingleRow {
        guard let stamp = place.stamp else {
            return stamps.stamped(row, as: cgcode, of: meter, at: place.instant)
        }
        var row = row
        row.timestamp = stamp
        return row
    }

    /// The value that a meter shows when it is read at `instant`, stamped with that instant.
    ///
    /// At the end of a load-profile interval this is the interval's row, with the row's stamp in every dialect.
    package func reading(_ cgcode: Cgcode, of meter: MeterSnapshot, at instant: SimulatedInstant) -> SingleRow? {
        guard let quantity = plainQuantity(cgcode, of: meter) else {
            return readings(cgcode, of: meter, at: [instant])[0]
        }
        let row = plainRow(cgcode, of: quantity, from: meter, at: instant)
        return stamps.stampedReading(row, as: cgcode, of: meter, at: instant)
    }

    /// What the model alone says, because nothing changes the meter's values; nil for other meters.
    private func plainQuantity(_ cgcode: Cgcode, of meter: MeterSnapshot) -> Quantity? {
        guard meter.isUntouched, meter.faults.isEmpty, !hasRecordedReading(cgcode, of: meter.devAddr) else {
            return nil
        }
        return Quantity(cgcode)
    }

    /// The row of a meter that nothing changes, without the walkers that several rows share; its stamp is the instant.
    private func plainRow(
        _ cgcode: Cgcode,
        of quantity: Quantity,
        from meter: MeterSnapshot,
        at instant: SimulatedInstant
    ) -> SingleRow {
        let grid = FreezeGrid(cgcode, intervalMinutes: meter.meter.intervalMinutes)
        let value =
            grid.isFreeze(instant, in: model.zone)
            ? model.rowValue(of: quantity, for: meter.meter, at: instant)
            : model.value(of: quantity, for: meter.meter, at: instant)
        let channel = energyStep.applied(to: ChannelValue(cgcode: cgcode, value: .scaled(value)))
        return SingleRow(devAddr: meter.devAddr, timestamp: instant, channel: channel)
    }

    /// The readings at `instants`, which are in ascending order; nil where the channel is missing.
    func readings(_ cgcode: Cgcode, of meter: MeterSnapshot, at instants: [SimulatedInstant]) -> [SingleRow?] {
        var rows = MeterRows(model, meter, energyStep: energyStep)
        let recorded = recorded.series(of: meter.devAddr, cgcode)
        return instants.map { instant in
            var known: ChannelValue?
            switch recorded?.reading(at: instant) {
            case .absent: return nil
            case .channel(let channel): known = channel
            case nil: break
            }
            return rows.single(cgcode, at: instant, recorded: known)
                .map { stamps.stampedReading($0, as: cgcode, of: meter, at: instant) }
        }
    }

    /// Whether real-time reads of the item were recorded.
    func hasRecordedReading(_ cgcode: Cgcode, of devAddr: String) -> Bool {
        recorded.series(of: devAddr, cgcode) != nil
    }
}

/// A meter's state at the instant of a call or read; its values are a pure function of this.
package struct MeterSnapshot: Codable, Sendable {
    package var meter: Meter
    @InKeyOrder package var pinnedValues: [Cgcode: String]
    var corrections: [ValueCorrection]
    /// Faults that hit the call or read, in the order of the file.
    var faults: [RowFault]

    package init(_ fieldMeter: FieldMeter, faults: [RowFault] = []) {
        meter = fieldMeter.meter
        pinnedValues = fieldMeter.traits.pinnedValues
        corrections = fieldMeter.corrections
        self.faults = faults
    }

    package var devAddr: String { meter.devAddr }

    /// Whether no value of the meter is pinned or corrected.
    var isUntouched: Bool { pinnedValues.isEmpty && corrections.isEmpty }
}

/// A value that was corrected later, under the same key.
package struct ValueCorrection: Hashable, Codable, Sendable {
    package var cgcode: Cgcode
    package var instant: SimulatedInstant
    package var value: String

    package init(cgcode: Cgcode, instant: SimulatedInstant, value: String) {
        self.cgcode = cgcode
        self.instant = instant
        self.value = value
    }
}
