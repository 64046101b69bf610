import HESContract
import HESMeterModel
import SimulationKernel

/// Makes the rows of one meter; neighbouring rows share steps of the computation.
///
/// A key (meter, code, instant) has one value in every call. At a freeze instant that is the frozen value: the demand
/// before its reset, the power as the mean of the interval that ends there.
struct MeterRows {
    private let model: MeterModel
    private let zone: WorldZone
    private let snapshot: MeterSnapshot
    private var profile: ProfileWalker
    /// nil for few rows, which a search finds faster.
    private var demand: DemandWalker?

    /// `rowCount` is the number of rows to be made, in ascending order.
    init(_ model: MeterModel, _ snapshot: MeterSnapshot, rowCount: Int) {
        self.model = model
        self.snapshot = snapshot
        zone = model.zone
        profile = ProfileWalker(model, meter: snapshot.meter)
        demand = rowCount > Self.fewRows ? DemandWalker(model, meter: snapshot.meter) : nil
    }

    mutating func composite(_ cgcode: Cgcode, at stamp: SimulatedInstant) -> CompositeRow {
        let faults = faults(at: stamp)
        let instant = faults.source(of: stamp, on: FreezeGrid(cgcode, intervalMinutes: interval), in: zone)
        let values = cgcode == .loadProfile ? profileValues(at: instant, applying: faults) : billingValues(at: instant)
        var row = RowDraft(
            timestamp: stamp,
            channels: zip(cgcode.channels, values).map { ChannelValue(cgcode: $0, value: .scaled($1)) },
            isFrozen: true
        )
        finish(&row, valuesOf: instant, applying: faults)
        return CompositeRow(devAddr: snapshot.devAddr, timestamp: row.timestamp, channels: row.channels)
    }

    /// nil for a channel that the meter lacks.
    mutating func single(_ cgcode: Cgcode, at stamp: SimulatedInstant) -> SingleRow? {
        let faults = faults(at: stamp)
        let grid = FreezeGrid(cgcode, intervalMinutes: interval)
        let isFrozen = grid.isFreeze(stamp, in: zone)
        let instant = isFrozen ? faults.source(of: stamp, on: grid, in: zone) : stamp
        let value = value(cgcode, at: instant, isFrozen: isFrozen, applying: faults)
        var row = RowDraft(
            timestamp: stamp,
            channels: [ChannelValue(cgcode: cgcode, value: value)],
            isFrozen: isFrozen
        )
        finish(&row, valuesOf: instant, applying: faults)
        return row.channels.first.map {
            SingleRow(devAddr: snapshot.devAddr, timestamp: row.timestamp, channel: $0)
        }
    }

    private var interval: Int { snapshot.meter.intervalMinutes }

    private func faults(at stamp: SimulatedInstant) -> [any RowEffect] {
        if snapshot.faults.isEmpty { return [] }
        return snapshot.faults.filter { $0.when.contains(stamp) }.map(\.effect)
    }

    /// Applies pinned values, then later corrections, then faults.
    private func finish(_ row: inout RowDraft, valuesOf instant: SimulatedInstant, applying faults: [any RowEffect]) {
        for index in row.channels.indices {
            let cgcode = row.channels[index].cgcode
            if let pinned = snapshot.pinnedValues[cgcode] { row.channels[index].value = .pinned(pinned) }
            for correction in snapshot.corrections where correction.cgcode == cgcode && correction.instant == instant {
                row.channels[index].value = .pinned(correction.value)
            }
        }
        for fault in faults { fault.change(&row) }
    }

    /// The values of a load-profile row, in the order of ``Cgcode/channels``.
    private mutating func profileValues(at instant: SimulatedInstant, applying faults: [any RowEffect]) -> [Int64] {
        let row = profile.row(at: instant)
        guard !faults.isEmpty else { return energies(row.registers) + [row.activePower, row.reactivePower] }
        var reading = profile.reading(at: instant)
        let whole = (reading.activePower.total, reading.reactivePower.total)
        for fault in faults { fault.change(&reading) }
        let active = row.activePower + reading.activePower.total - whole.0
        let reactive = row.reactivePower + reading.reactivePower.total - whole.1
        return energies(row.registers) + [active, reactive]
    }

    private mutating func billingValues(at instant: SimulatedInstant) -> [Int64] {
        let active =
            demand?.maximumDemand(at: instant).active
            ?? model.activeDemand(for: snapshot.meter, at: instant, isFrozen: true)
        return energies(profile.registers(at: instant)) + [active.total, active[1], active[2], active[3]]
    }

    private func energies(_ registers: Registers) -> [Int64] {
        [registers.activeImport, registers.activeExport, registers.reactiveImport, registers.reactiveExport]
    }

    private mutating func value(
        _ cgcode: Cgcode,
        at instant: SimulatedInstant,
        isFrozen: Bool,
        applying faults: [any RowEffect]
    ) -> WireValue {
        guard let quantity = Quantity(cgcode) else { return .pinned("") }
        switch quantity {
        case .energy(let register): return .scaled(profile.registers(at: instant)[register])
        case .maximumActiveDemand, .maximumReactiveDemand:
            guard isFrozen else { return .scaled(model.value(of: quantity, for: snapshot.meter, at: instant)) }
            return .scaled(frozenDemand(quantity, at: instant))
        default:
            var reading =
                isFrozen ? profile.reading(at: instant) : model.reading(for: snapshot.meter, at: instant)
            for fault in faults { fault.change(&reading) }
            return .scaled(reading.value(of: quantity))
        }
    }

    private mutating func frozenDemand(_ quantity: Quantity, at instant: SimulatedInstant) -> Int64 {
        guard let maximum = demand?.maximumDemand(at: instant) else {
            return model.frozenValue(of: quantity, for: snapshot.meter, at: instant)
        }
        if case .maximumActiveDemand(let tariff) = quantity { return maximum.active[tariff] }
        return maximum.reactive
    }

    private static let fewRows = 2
}

extension [any RowEffect] {
    /// The freeze whose values a row shows.
    fileprivate func source(of stamp: SimulatedInstant, on grid: FreezeGrid, in zone: WorldZone) -> SimulatedInstant {
        guard contains(where: \.isStale) else { return stamp }
        let index = grid.indices(from: stamp, through: stamp, in: zone).lowerBound
        return grid.instant(of: index - 1, in: zone)
    }
}
