/// The energy and the tariffs whose maximum demand is searched for.
enum DemandSubject: Hashable {
    /// The largest of all tariffs.
    case active
    /// 1–4.
    case activeInTariff(Int)
    case activeInEachTariff
    case reactive

    /// Bit 0 is tariff 1; nil if the tariff does not matter.
    var wantedTariffs: UInt8? {
        switch self {
        case .active, .reactive: nil
        case .activeInTariff(let tariff): 1 << UInt8(tariff - 1)
        case .activeInEachTariff: 0b1111
        }
    }

    func lowest(of found: SIMD4<Int64>) -> Int64 {
        switch self {
        case .active, .reactive: found[0]
        case .activeInTariff(let tariff): found[tariff - 1]
        case .activeInEachTariff: found.min()
        }
    }

    func amount(of energy: EnergyPair) -> Int64 {
        if case .reactive = self { return energy.reactive }
        return energy.active
    }
}
