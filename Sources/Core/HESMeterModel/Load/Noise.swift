/// How unevenly a kind of customer spreads energy around the standard profile, by the size of the span that is split.
struct Noise: Sendable {
    /// Per depth of the cascade: 0–8 split spans of 512…2 days, 9–15 split a day into quarter hours.
    ///
    /// In place and not an array, which each split would retain and release.
    private let spreads: InlineArray<16, Double>
    /// σ of reactive relative to active energy.
    let reactive: Double

    private init(withinDay: Double, betweenDays: Double, reactive: Double = 0.08) {
        spreads = InlineArray { depth in
            switch depth {
            case 0..<5: 0.2 * betweenDays
            case 5: 0.4 * betweenDays
            case 6: 0.5 * betweenDays
            case 7: 0.6 * betweenDays
            case 8: 0.7 * betweenDays
            default: withinDay
            }
        }
        self.reactive = reactive
    }

    func spread(atDepth depth: Int) -> Double { spreads[depth] }

    /// σ of one split, set so that most single households' monthly peaks lie at 2–6 kW (engineering estimate).
    static func standard(_ base: LoadProfile.Base) -> Self {
        switch base {
        case .household, .pvHousehold: Self(withinDay: 0.46, betweenDays: 0.35)
        case .commercial: Self(withinDay: 0.22, betweenDays: 0.2)
        case .continuous: Self(withinDay: 0.08, betweenDays: 0.08)
        case .idle: Self(withinDay: 0.3, betweenDays: 0.1)
        }
    }

    static let sun = Self(withinDay: 0.35, betweenDays: 0.3)
}
