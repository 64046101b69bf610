package import SimulationKernel

extension MeterModel {
    /// The value that the meter shows at the instant, in the unit of ``Quantity``.
    package func value(of quantity: Quantity, for meter: Meter, at instant: SimulatedInstant) -> Int64 {
        switch quantity {
        case .energy(let register):
            registers(for: meter, at: instant)[register]
        case .maximumActiveDemand(let tariff):
            demand(.active(inTariff: tariff), of: meter, at: instant, isFrozen: false).found.max()
        case .maximumReactiveDemand:
            demand(.reactive, of: meter, at: instant, isFrozen: false).found.max()
        default:
            reading(for: meter, at: instant).value(of: quantity)
        }
    }

    /// The value in the row that is frozen at `stamp`: powers are means of the interval that ends there, demands those before
    /// their reset.
    ///
    /// The same as from a ``ProfileWalker`` and ``DemandWalker``, which only pay for several rows.
    package func rowValue(of quantity: Quantity, for meter: Meter, at stamp: SimulatedInstant) -> Int64 {
        switch quantity {
        case .voltage(let phase):
            profileVoltage(of: phase, for: meter, at: stamp)
        case .energy(let register):
            registers(for: meter, at: stamp)[register]
        case .maximumActiveDemand(let tariff):
            demand(.active(inTariff: tariff), of: meter, at: stamp, isFrozen: true).found.max()
        case .maximumReactiveDemand:
            demand(.reactive, of: meter, at: stamp, isFrozen: true).found.max()
        default:
            profileReading(for: meter, at: stamp).value(of: quantity)
        }
    }

    /// The four counters as displayed, rollover included.
    package func registers(for meter: Meter, at instant: SimulatedInstant) -> Registers {
        // Nearly every meter: what follows gives the same without a copy of the meter and its record.
        if meter.supply.isEmpty {
            let source = source(of: meter)
            let counted = source.energy(before: meter.running(at: instant)).wholeUnits
            return meter.installed.map { counted - source.energy(before: meter.running(at: $0)).wholeUnits } ?? counted
        }
        let consumption = consumption(of: meter)
        return consumption.displayed(at: instant, counted: consumption.counted(at: instant))
    }
}

extension DemandSubject {
    static func active(inTariff tariff: Int?) -> Self {
        tariff.map { .activeInTariff($0) } ?? .active
    }
}

extension PowerReading {
    /// 0 for registers and maxima, which are not part of a reading.
    package func value(of quantity: Quantity) -> Int64 {
        switch quantity {
        case .voltage(let phase): voltage[phase]
        case .current(let phase): current(phase)
        case .activePower(let phase): activePower(phase)
        case .reactivePower(let phase): reactivePower(phase)
        case .apparentPower(let phase): apparentPower(phase)
        case .powerFactor(let phase): powerFactor(phase)
        case .energy, .maximumActiveDemand, .maximumReactiveDemand: 0
        }
    }
}

extension SupplyRecord {
    /// Wh at which a display with `digits` whole kWh digits returns to 0.
    static func displaySize(digits: Int) -> Int64 {
        (0..<digits).reduce(1000) { size, _ in size * 10 }
    }
}
