extension WeightTable {
    /// The energy that the customers of a kind take.
    static func standard(_ base: LoadProfile.Base) -> WeightTable {
        switch base {
        case .household: household
        case .commercial: commercial
        case .continuous: continuous
        case .pvHousehold: pvHousehold
        case .idle: idle
        }
    }

    /// The energy that a roof feeds in, exactly in the slots in which `pvHousehold` takes nothing.
    static let sun = WeightTable(curves: (0...20).map { DayCurve.sun(halfWidth: $0) }) { day in
        (curve: day.sunnyHalfWidth, factor: 1)
    }

    private static let household = WeightTable(curves: DayCurve.household) { day in
        (curve: day.curveIndex, factor: day.householdPerMille)
    }

    private static let pvHousehold = WeightTable(
        curves: (0...20).flatMap { width in DayCurve.household.map { $0.darkened(halfWidth: width) } }
    ) { day in
        (curve: day.sunnyHalfWidth * 9 + day.curveIndex, factor: day.householdPerMille)
    }

    private static let commercial = WeightTable(curves: DayCurve.commercial) { (curve: $0.curveIndex, factor: 1000) }
    private static let continuous = WeightTable(curves: DayCurve.continuous) { (curve: $0.curveIndex, factor: 1000) }
    private static let idle = WeightTable(curves: DayCurve.flat) { (curve: $0.curveIndex, factor: 1000) }
}
