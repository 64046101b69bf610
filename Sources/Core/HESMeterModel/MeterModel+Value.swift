package import SimulationKernel

extension MeterModel {
    /// The value that the meter shows at the instant, in the unit of ``Quantity``.
    package func value(of quantity: Quantity, for meter: Meter, at instant: SimulatedInstant) -> Int64 {
        switch quantity {
        case .energy(let register):
            registers(for: meter, at: instant)[register]
        case .maximumActiveDemand(let tariff):
            largestDemand(.active(inTariff: tariff), of: meter, at: instant, isFrozen: false)
        case .maximumReactiveDemand:
            largestDemand(.reactive, of: meter, at: instant, isFrozen: false)
        default:
            reading(for: meter, at: instant).value(of: quantity)
        }
    }

    /// The value in the row frozen at the instant: at the start of a month its maxima are those of the closing month.
    package func frozenValue(of quantity: Quantity, for meter: Meter, at instant: SimulatedInstant) -> Int64 {
        switch quantity {
        case .maximumActiveDemand(let tariff):
            largestDemand(.active(inTariff: tariff), of: meter, at: instant, isFrozen: true)
        case .maximumReactiveDemand:
            largestDemand(.reactive, of: meter, at: instant, isFrozen: true)
        default:
            value(of: quantity, for: meter, at: instant)
        }
    }

    /// The four counters as displayed, rollover included.
    package func registers(for meter: Meter, at instant: SimulatedInstant) -> Registers {
        let consumption = consumption(of: meter)
        return consumption.displayed(consumption.registers(at: instant))
    }

    /// The month's largest active demand so far; frozen at the start of a month it is that of the closing month.
    package func activeDemand(for meter: Meter, at instant: SimulatedInstant, isFrozen: Bool) -> ActiveDemand {
        let period = billingPeriod(of: meter, at: instant, isFrozen: isFrozen)
        let search = DemandSearch(.activeInEachTariff, of: consumption(of: meter), in: period, tariffs: tariffs)
        return ActiveDemand(tariffs: search.found)
    }

    private func largestDemand(
        _ subject: DemandSubject,
        of meter: Meter,
        at instant: SimulatedInstant,
        isFrozen: Bool
    ) -> Int64 {
        let period = billingPeriod(of: meter, at: instant, isFrozen: isFrozen)
        return DemandSearch(subject, of: consumption(of: meter), in: period, tariffs: tariffs).found.max()
    }
}

extension DemandSubject {
    fileprivate static func active(inTariff tariff: Int?) -> Self {
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
