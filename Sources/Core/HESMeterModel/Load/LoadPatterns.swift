/// The patterns of all kinds of customers in one zone; an immutable class, because every copy of a model needs them.
final class LoadPatterns: Sendable {
    /// Feed-in of roofs.
    let sun: LoadPattern
    private let household: LoadPattern
    private let commercial: LoadPattern
    private let continuous: LoadPattern
    private let pvHousehold: LoadPattern
    private let idle: LoadPattern

    init(grid: SlotGrid) {
        func pattern(_ base: LoadProfile.Base) -> LoadPattern {
            LoadPattern(table: .standard(base), noise: .standard(base), grid: grid)
        }
        sun = LoadPattern(table: .sun, noise: .sun, grid: grid)
        household = pattern(.household)
        commercial = pattern(.commercial)
        continuous = pattern(.continuous)
        pvHousehold = pattern(.pvHousehold)
        idle = pattern(.idle)
    }

    subscript(base: LoadProfile.Base) -> LoadPattern {
        switch base {
        case .household: household
        case .commercial: commercial
        case .continuous: continuous
        case .pvHousehold: pvHousehold
        case .idle: idle
        }
    }
}
