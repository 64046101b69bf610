import HESContract
import HESMeterModel
import SimulationKernel

/// Makes the rows of one meter: neighbouring rows share their way through the model.
///
/// One key (meter, code, instant) has one value by every road. At a freeze instant that is the frozen value: the demand
/// before its reset, the power as the mean of the interval that ends there.
struct MeterRows {
    private let model: MeterModel
    private let zone: WorldZone
    private let snapshot: MeterSnapshot
    private var profile: ProfileWalker
    /// Worth its while from a few rows on; a single row is found faster by search.
    private var demand: DemandWalker?

    /// `rowCount` is how many rows will be asked for, in ascending order.
    init(_ model: MeterModel, _ snapshot: MeterSnapshot, rowCount: Int) {
        self.model = model
        self.snapshot = snapshot
        zone = model.zone
        profile = ProfileWalker(model, snapshot.meter)
        demand = rowCount > Self.fewRows ? DemandWalker(model, snapshot.meter) : nil
    }

    mutating func composite(_ cgcode: Cgcode, at instant: SimulatedInstant) -> CompositeRow {
        let values = cgcode == .loadProfile ? profileValues(instant) : billingValues(instant)
        let channels = zip(cgcode.channels, values).map { ChannelValue(cgcode: $0, value: pinned($0) ?? .scaled($1)) }
        return CompositeRow(devAddr: snapshot.devAddr, timestamp: instant, channels: channels)
    }

    mutating func single(_ cgcode: Cgcode, at instant: SimulatedInstant) -> SingleRow {
        SingleRow(
            devAddr: snapshot.devAddr,
            timestamp: instant,
            channel: ChannelValue(cgcode: cgcode, value: pinned(cgcode) ?? value(cgcode, at: instant))
        )
    }

    /// In the order of ``Cgcode/channels``.
    private mutating func profileValues(_ instant: SimulatedInstant) -> [Int64] {
        let row = profile.row(at: instant)
        return energies(row.registers) + [row.activePower, row.reactivePower]
    }

    private mutating func billingValues(_ instant: SimulatedInstant) -> [Int64] {
        let active =
            demand?.maximumDemand(at: instant).active
            ?? model.activeDemand(for: snapshot.meter, at: instant, isFrozen: true)
        return energies(profile.registers(at: instant)) + [active.total, active[1], active[2], active[3]]
    }

    private func energies(_ registers: Registers) -> [Int64] {
        [registers.activeImport, registers.activeExport, registers.reactiveImport, registers.reactiveExport]
    }

    private mutating func value(_ cgcode: Cgcode, at instant: SimulatedInstant) -> WireValue {
        guard let quantity = Quantity(cgcode) else { return .pinned("") }
        if case .energy(let register) = quantity { return .scaled(profile.registers(at: instant)[register]) }
        let grid = FreezeGrid(cgcode, intervalMinutes: snapshot.meter.intervalMinutes)
        guard grid.isFreeze(instant, in: zone) else {
            return .scaled(model.value(of: quantity, for: snapshot.meter, at: instant))
        }
        return .scaled(frozen(quantity, at: instant))
    }

    private mutating func frozen(_ quantity: Quantity, at instant: SimulatedInstant) -> Int64 {
        switch quantity {
        case .maximumActiveDemand(let tariff):
            demand?.maximumDemand(at: instant).active[tariff]
                ?? model.frozenValue(of: quantity, for: snapshot.meter, at: instant)
        case .maximumReactiveDemand:
            demand?.maximumDemand(at: instant).reactive
                ?? model.frozenValue(of: quantity, for: snapshot.meter, at: instant)
        default: profile.reading(at: instant).value(of: quantity)
        }
    }

    private func pinned(_ cgcode: Cgcode) -> WireValue? {
        snapshot.pinnedValues[cgcode].map { .pinned($0) }
    }

    private static let fewRows = 2
}
