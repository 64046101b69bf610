/// The energy and the tariffs whose maximum demand is searched for.
enum DemandSubject: Hashable, Sendable {
    /// The largest of all tariffs.
    case active
    /// 1–4.
    case activeInTariff(Int)
    case activeInEachTariff
    /// Those of tariffs 1–3, and the largest of all: what a billing row shows; tariff 4 counts only if it is the largest.
    case billed
    case reactive

    /// Whether blocks of different tariffs are told apart.
    var hasTariffs: Bool {
        switch self {
        case .active, .reactive: false
        case .activeInTariff, .activeInEachTariff, .billed: true
        }
    }

    /// What a block in each tariff has to exceed, given the maxima found so far; without tariffs only the first counts.
    func goals(_ found: SIMD4<Int64>) -> SIMD4<Int64> {
        switch self {
        case .active, .activeInEachTariff, .reactive: return found
        case .activeInTariff(let tariff):
            var goals = SIMD4<Int64>(repeating: .max)
            goals[tariff - 1] = found[tariff - 1]
            return goals
        case .billed:
            var goals = found
            goals[3] = found.max()
            return goals
        }
    }
}
