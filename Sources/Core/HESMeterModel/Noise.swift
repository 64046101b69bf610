/// How unevenly a kind of customer spreads energy around the standard profile, by the size of the span that is split.
struct Noise: Hashable, Sendable {
    /// Per depth of the cascade: 0–15 split spans of 2¹⁶…2 days, 16–22 split a day into quarter hours.
    private let spreads: [Double]
    /// Of reactive against active energy.
    let reactive: Double

    private init(withinDay: Double, betweenDays: Double, reactive: Double = 0.08) {
        let years = [Double](repeating: 0.03, count: 8)
        let months = [Double](repeating: 0.2 * betweenDays, count: 4)
        let days = [0.4, 0.5, 0.6, 0.7].map { $0 * betweenDays }
        spreads = years + months + days + [Double](repeating: withinDay, count: 8)
        self.reactive = reactive
    }

    func spread(atDepth depth: Int) -> Double { spreads[depth] }

    /// σ of one split: with 0.55 and more, single households show peaks of a few kW (engineering estimate).
    static func standard(_ base: LoadProfile.Base) -> Self {
        switch base {
        case .household, .pvHousehold: Self(withinDay: 0.75, betweenDays: 0.5)
        case .commercial: Self(withinDay: 0.3, betweenDays: 0.25)
        case .continuous: Self(withinDay: 0.12, betweenDays: 0.1)
        case .idle: Self(withinDay: 0.3, betweenDays: 0.1)
        }
    }

    static let sun = Self(withinDay: 0.35, betweenDays: 0.3)
}
