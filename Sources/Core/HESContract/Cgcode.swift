/// The code of an item that is read from a meter, §4.2 of the document; 5100–5103 appear only in its examples.
package enum Cgcode: String, CaseIterable, Hashable, Codable, Sendable {
    case dailyBilling = "1"
    case monthlyBilling = "2"
    case loadProfile = "3"

    case voltageA = "5050"
    case voltageB = "5051"
    case voltageC = "5052"
    case currentA = "5053"
    case currentB = "5054"
    case currentC = "5055"
    case activePowerTotal = "5022"
    case activePowerA = "5023"
    case activePowerB = "5024"
    case activePowerC = "5025"
    case reactivePowerTotal = "5030"
    case reactivePowerA = "5031"
    case reactivePowerB = "5032"
    case reactivePowerC = "5033"
    case apparentPowerTotal = "5038"
    case apparentPowerA = "5039"
    case apparentPowerB = "5040"
    case apparentPowerC = "5041"
    case powerFactorTotal = "5046"
    case powerFactorA = "5047"
    case powerFactorB = "5048"
    case powerFactorC = "5049"
    case importActiveEnergy = "5069"
    case exportActiveEnergy = "5074"
    case importReactiveEnergy = "5084"
    case exportReactiveEnergy = "5089"
    case activeMaxDemand = "5099"
    case activeMaxDemandTariff1 = "5100"
    case activeMaxDemandTariff2 = "5101"
    case activeMaxDemandTariff3 = "5102"
    case activeMaxDemandTariff4 = "5103"
    case reactiveMaxDemand = "5104"

    /// "Data Category" of §4.2: a composite has several channels, a single one value.
    package enum Category: String, Codable, Sendable {
        case composite, single
    }

    package var category: Category {
        switch self {
        case .dailyBilling, .monthlyBilling, .loadProfile: .composite
        default: .single
        }
    }

    /// The channels of a composite, in the order of the document's examples; empty for a single.
    package var channels: [Cgcode] {
        switch self {
        case .dailyBilling, .monthlyBilling: Self.billingChannels
        case .loadProfile: Self.loadProfileChannels
        default: []
        }
    }

    /// Whether a row of this item has the channel; a single is its own.
    package func shows(_ channel: Cgcode) -> Bool { category == .single ? self == channel : channels.contains(channel) }

    /// Whether history keeps this single once a day (registers and demand) rather than on the load-profile grid.
    package var isKeptDaily: Bool {
        unit.isEnergy || isDemand
    }

    /// Whether it is a value of an instant: neither a composite nor a register or demand that history keeps once a day.
    package var isInstantaneous: Bool { category == .single && !isKeptDaily }

    package var isDemand: Bool {
        switch self {
        case .activeMaxDemand, .activeMaxDemandTariff1, .activeMaxDemandTariff2, .activeMaxDemandTariff3,
            .activeMaxDemandTariff4, .reactiveMaxDemand:
            true
        default: false
        }
    }

    private static let billingChannels: [Cgcode] = [
        .importActiveEnergy, .exportActiveEnergy, .importReactiveEnergy, .exportReactiveEnergy,
        .activeMaxDemand, .activeMaxDemandTariff1, .activeMaxDemandTariff2, .activeMaxDemandTariff3,
    ]

    private static let loadProfileChannels: [Cgcode] = [
        .importActiveEnergy, .exportActiveEnergy, .importReactiveEnergy, .exportReactiveEnergy,
        .activePowerTotal, .reactivePowerTotal,
    ]
}

/// The order of the raw values.
extension Cgcode: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
