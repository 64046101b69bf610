package import SimulationKernel

/// Registers and interval means of one meter for many stamps; neighbouring quarter hours share their path down the tree.
///
/// Gives the same values as ``MeterModel``, in any order of stamps.
package struct ProfileWalker: Sendable {
    /// The channels of a load-profile row.
    package struct Row: Hashable, Sendable {
        package var stamp: SimulatedInstant
        package var registers: Registers
        /// W and var over the interval that ends at the stamp, taken less fed in.
        package var activePower: Int64
        package var reactivePower: Int64
    }

    let model: MeterModel
    let consumption: Consumption
    private var taken: CascadeWalker
    private var fedIn: CascadeWalker?
    /// Whether the meter has no interruption, ratio error, installation or removal.
    private let isUninterrupted: Bool
    /// The counts computed last; often the start of the next interval.
    private var last: (instant: SimulatedInstant, counts: Registers)?

    package init(_ model: MeterModel, meter: Meter) {
        self.model = model
        consumption = model.consumption(of: meter)
        isUninterrupted =
            meter.supply.withoutEnergy.isEmpty && meter.supply.ratioErrors.isEmpty && meter.installed == nil
            && meter.removed == nil
        taken = CascadeWalker(consumption.taken)
        fedIn = consumption.fedIn.map { CascadeWalker($0) }
    }

    package mutating func row(at stamp: SimulatedInstant) -> Row {
        let minutes = consumption.meter.intervalMinutes
        let before = counted(at: stamp - .minutes(Int64(minutes)))
        let counts = counted(at: stamp)
        let powers = MeanPower(counts - before, overMinutes: minutes)
        return Row(
            stamp: stamp,
            registers: consumption.displayed(at: stamp, counted: counts),
            activePower: powers.active,
            reactivePower: powers.reactive
        )
    }

    /// The four counters as displayed.
    package mutating func registers(at instant: SimulatedInstant) -> Registers {
        let counts = counted(at: instant)
        return consumption.displayed(at: instant, counted: counts)
    }

    /// Everything electrical in the row with this stamp.
    package mutating func reading(at stamp: SimulatedInstant) -> PowerReading {
        let row = row(at: stamp)
        let powers = MeanPower(active: row.activePower, reactive: row.reactivePower)
        return model.profileReading(of: powers, for: consumption.meter, at: stamp)
    }

    /// The value of a voltage, current, power or power factor in ``reading(at:)``.
    package mutating func value(of quantity: Quantity, at stamp: SimulatedInstant) -> Int64 {
        // A voltage does not depend on the energy.
        guard case .voltage(let phase) = quantity else { return reading(at: stamp).value(of: quantity) }
        return model.profileVoltage(of: phase, for: consumption.meter, at: stamp)
    }

    private mutating func counted(at instant: SimulatedInstant) -> Registers {
        if let last, last.instant == instant { return last.counts }
        let counts = isPlain(instant) ? walked(to: instant) : consumption.counted(at: instant)
        last = (instant, counts)
        return counts
    }

    /// Whether the cascade's whole numbers are the counts: the instant is on the grid, and nothing else changes them.
    private func isPlain(_ instant: SimulatedInstant) -> Bool {
        isUninterrupted && consumption.grid.start(ofSlot: consumption.grid.slot(at: instant)) == instant
    }

    private mutating func walked(to instant: SimulatedInstant) -> Registers {
        let slot = consumption.grid.slot(at: instant)
        let (taken, fedIn) = (taken.energy(before: slot), fedIn?.energy(before: slot) ?? .zero)
        return Registers(
            activeImport: taken.active,
            activeExport: fedIn.active,
            reactiveImport: taken.reactive,
            reactiveExport: fedIn.reactive
        )
    }
}
