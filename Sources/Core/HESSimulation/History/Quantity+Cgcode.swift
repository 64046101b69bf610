import HESContract
import HESMeterModel

extension Cgcode {
    /// The conductor that it measures; nil for totals, and for what no conductor has.
    var phase: Phase? {
        switch Quantity(self) {
        case .voltage(let phase), .current(let phase): phase
        case .activePower(let phase), .reactivePower(let phase), .apparentPower(let phase), .powerFactor(let phase):
            phase
        case .energy, .maximumActiveDemand, .maximumReactiveDemand, nil: nil
        }
    }
}

extension MeterTraits {
    /// Whether an item is of a phase that the meter lacks, and the scenario has not given it a value.
    func lacksPhase(of cgcode: Cgcode) -> Bool {
        guard let phase = cgcode.phase, phase.rawValue >= profile.phases else { return false }
        return pinnedValues[cgcode] == nil
    }
}

extension Quantity {
    /// What a single code measures; nil for composites.
    init?(_ cgcode: Cgcode) {
        switch cgcode {
        case .dailyBilling, .monthlyBilling, .loadProfile: return nil
        case .voltageA: self = .voltage(.a)
        case .voltageB: self = .voltage(.b)
        case .voltageC: self = .voltage(.c)
        case .currentA: self = .current(.a)
        case .currentB: self = .current(.b)
        case .currentC: self = .current(.c)
        case .activePowerTotal: self = .activePower(nil)
        case .activePowerA: self = .activePower(.a)
        case .activePowerB: self = .activePower(.b)
        case .activePowerC: self = .activePower(.c)
        case .reactivePowerTotal: self = .reactivePower(nil)
        case .reactivePowerA: self = .reactivePower(.a)
        case .reactivePowerB: self = .reactivePower(.b)
        case .reactivePowerC: self = .reactivePower(.c)
        case .apparentPowerTotal: self = .apparentPower(nil)
        case .apparentPowerA: self = .apparentPower(.a)
        case .apparentPowerB: self = .apparentPower(.b)
        case .apparentPowerC: self = .apparentPower(.c)
        case .powerFactorTotal: self = .powerFactor(nil)
        case .powerFactorA: self = .powerFactor(.a)
        case .powerFactorB: self = .powerFactor(.b)
        case .powerFactorC: self = .powerFactor(.c)
        case .importActiveEnergy: self = .energy(.activeImport)
        case .exportActiveEnergy: self = .energy(.activeExport)
        case .importReactiveEnergy: self = .energy(.reactiveImport)
        case .exportReactiveEnergy: self = .energy(.reactiveExport)
        case .activeMaxDemand: self = .maximumActiveDemand(tariff: nil)
        case .activeMaxDemandTariff1: self = .maximumActiveDemand(tariff: 1)
        case .activeMaxDemandTariff2: self = .maximumActiveDemand(tariff: 2)
        case .activeMaxDemandTariff3: self = .maximumActiveDemand(tariff: 3)
        case .activeMaxDemandTariff4: self = .maximumActiveDemand(tariff: 4)
        case .reactiveMaxDemand: self = .maximumReactiveDemand
        }
    }
}
