/// Unit and number of decimal places of a value on the wire (rule R11).
package enum Unit: String, Hashable, Sendable {
    case kilowattHour = "kWh"
    case kilovarHour = "kvarh"
    case kilowatt = "kW"
    case kilovar = "kvar"
    case kilovoltAmpere = "kVA"
    case volt = "V"
    case ampere = "A"
    case none = ""

    package var decimalPlaces: Int {
        self == .volt ? 1 : 3
    }

    package var isEnergy: Bool { self == .kilowattHour || self == .kilovarHour }

    var isPower: Bool {
        self == .kilowatt || self == .kilovar || self == .kilovoltAmpere
    }
}

extension Cgcode {
    /// `none` for power factors, and for composites, whose channels carry the units.
    package var unit: Unit {
        switch self {
        case .dailyBilling, .monthlyBilling, .loadProfile: .none
        case .voltageA, .voltageB, .voltageC: .volt
        case .currentA, .currentB, .currentC: .ampere
        case .activePowerTotal, .activePowerA, .activePowerB, .activePowerC: .kilowatt
        case .reactivePowerTotal, .reactivePowerA, .reactivePowerB, .reactivePowerC: .kilovar
        case .apparentPowerTotal, .apparentPowerA, .apparentPowerB, .apparentPowerC: .kilovoltAmpere
        case .powerFactorTotal, .powerFactorA, .powerFactorB, .powerFactorC: .none
        case .importActiveEnergy, .exportActiveEnergy: .kilowattHour
        case .importReactiveEnergy, .exportReactiveEnergy: .kilovarHour
        case .activeMaxDemand, .activeMaxDemandTariff1, .activeMaxDemandTariff2, .activeMaxDemandTariff3,
            .activeMaxDemandTariff4:
            .kilowatt
        case .reactiveMaxDemand: .kilovar
        }
    }
}
