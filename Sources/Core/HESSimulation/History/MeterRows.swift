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
    private var demand: DemandWalker
    /// Whether no value of the meter is pinned or corrected.
    private let isUntouched: Bool
    private let energyStep: Dialect.EnergyStep

    init(_ model: MeterModel, _ snapshot: MeterSnapshot, energyStep: Dialect.EnergyStep) {
        self.energyStep = energyStep
        self.model = model
        self.snapshot = snapshot
        zone = model.zone
        profile = ProfileWalker(model, meter: snapshot.meter)
        demand = DemandWalker(beside: profile)
        isUntouched = snapshot.isUntouched
    }

    /// `recorded` takes the place of the model's values; rules act on both.
    mutating func composite(
        _ cgcode: Cgcode,
        at stamp: SimulatedInstant,
        recorded: [ChannelValue]? = nil
    ) -> CompositeRow {
        let faults = faults(at: stamp)
        if let recorded {
            var row = RowDraft(timestamp: stamp, channels: recorded, isFrozen: true)
            for fault in faults { fault.change(&row) }
            return CompositeRow(devAddr: snapshot.devAddr, timestamp: row.timestamp, channels: row.channels)
        }
        let instant = faults.source(of: stamp, on: FreezeGrid(cgcode, intervalMinutes: interval), in: zone)
        let values = cgcode == .loadProfile ? profileValues(at: instant, applying: faults) : billingValues(at: instant)
        let codes = cgcode.channels
        var row = RowDraft(
            timestamp: stamp,
            channels: codes.indices.map { ChannelValue(cgcode: codes[$0], value: .scaled(values[$0])) },
            isFrozen: true
        )
        finish(&row, valuesOf: instant, applying: faults)
        return CompositeRow(devAddr: snapshot.devAddr, timestamp: row.timestamp, channels: row.channels)
    }

    /// nil for a channel that the meter lacks; `recorded` as in ``composite(_:at:recorded:)``.
    mutating func single(
        _ cgcode: Cgcode,
        at stamp: SimulatedInstant,
        recorded: ChannelValue? = nil
    ) -> SingleRow? {
        let faults = faults(at: stamp)
        if let recorded {
            var row = RowDraft(timestamp: stamp, channels: [recorded], isFrozen: false)
            for fault in faults { fault.change(&row) }
            return row.channels.first.map {
                SingleRow(devAddr: snapshot.devAddr, timestamp: row.timestamp, channel: $0)
            }
        }
        let grid = FreezeGrid(cgcode, intervalMinutes: interval)
        let isFrozen = grid.isFreeze(stamp, in: zone)
        let instant = isFrozen ? faults.source(of: stamp, on: grid, in: zone) : stamp
        let value = value(cgcode, at: instant, isFrozen: isFrozen, applying: faults)
        let channel = ChannelValue(cgcode: cgcode, value: value)
        if isUntouched, faults.isEmpty {
            return SingleRow(devAddr: snapshot.devAddr, timestamp: stamp, channel: energyStep.applied(to: channel))
        }
        var row = RowDraft(timestamp: stamp, channels: [channel], isFrozen: isFrozen)
        finish(&row, valuesOf: instant, applying: faults)
        return row.channels.first.map {
            SingleRow(devAddr: snapshot.devAddr, timestamp: row.timestamp, channel: $0)
        }
    }

    private var interval: Int { snapshot.meter.intervalMinutes }

    private func faults(at stamp: SimulatedInstant) -> [any RowEffect] {
        if snapshot.faults.isEmpty { return [] }
        return snapshot.faults.filter { $0.acts(on: stamp, of: snapshot.devAddr) }.map(\.effect)
    }

    /// Applies pinned values, then later corrections, then faults.
    private func finish(_ row: inout RowDraft, valuesOf instant: SimulatedInstant, applying faults: [any RowEffect]) {
        for index in row.channels.indices where !isUntouched {
            let cgcode = row.channels[index].cgcode
            if let pinned = snapshot.pinnedValues[cgcode] { row.channels[index].value = .pinned(pinned) }
            for correction in snapshot.corrections where correction.cgcode == cgcode && correction.instant == instant {
                row.channels[index].value = .pinned(correction.value)
            }
        }
        for fault in faults { fault.change(&row) }
        if energyStep.isCoarse { row.channels = row.channels.map(energyStep.applied) }
    }

    /// The values of a load-profile row, in the order of ``Cgcode/channels``; the last two are not used.
    private mutating func profileValues(
        at instant: SimulatedInstant,
        applying faults: [any RowEffect]
    ) -> SIMD8<Int64> {
        let row = profile.row(at: instant)
        var (active, reactive) = (row.activePower, row.reactivePower)
        if !faults.isEmpty {
            var reading = profile.reading(at: instant)
            active -= reading.activePower.total
            reactive -= reading.reactivePower.total
            for fault in faults { fault.change(&reading) }
            active += reading.activePower.total
            reactive += reading.reactivePower.total
        }
        return SIMD8(lowHalf: energies(row.registers), highHalf: SIMD4(active, reactive, 0, 0))
    }

    private mutating func billingValues(at instant: SimulatedInstant) -> SIMD8<Int64> {
        SIMD8(lowHalf: energies(profile.registers(at: instant)), highHalf: demand.billedDemand(at: instant))
    }

    private func energies(_ registers: Registers) -> SIMD4<Int64> {
        SIMD4(registers.activeImport, registers.activeExport, registers.reactiveImport, registers.reactiveExport)
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
        case .maximumActiveDemand(let tariff):
            return .scaled(demand.activeDemand(inTariff: tariff, at: instant, isFrozen: isFrozen))
        case .maximumReactiveDemand:
            return .scaled(demand.reactiveDemand(at: instant, isFrozen: isFrozen))
        default:
            if isFrozen, faults.isEmpty { return .scaled(profile.value(of: quantity, at: instant)) }
            var reading =
                isFrozen ? profile.reading(at: instant) : model.reading(for: snapshot.meter, at: instant)
            for fault in faults { fault.change(&reading) }
            return .scaled(reading.value(of: quantity))
        }
    }
}

extension Dialect.EnergyStep {
    /// The only place where energies are rounded: what leaves the simulator by any road comes through here.
    func applied(to channel: ChannelValue) -> ChannelValue {
        guard isCoarse, channel.cgcode.unit.isEnergy, case .scaled(let energy) = channel.value else { return channel }
        return ChannelValue(cgcode: channel.cgcode, value: .scaled(rounded(energy)))
    }
}

extension [any RowEffect] {
    /// The freeze whose values a row shows.
    fileprivate func source(of stamp: SimulatedInstant, on grid: FreezeGrid, in zone: WorldZone) -> SimulatedInstant {
        guard contains(where: \.isStale) else { return stamp }
        let index = grid.indices(from: stamp, through: stamp, in: zone).lowerBound
        return grid.instant(of: index - 1, in: zone)
    }
}
