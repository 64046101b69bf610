extension DayCurve {
    /// Nine curves in the order of `CalendarDay.curveIndex`, totals in mWh of a year of 1 MWh.
    ///
    /// The totals are those of H0 (BDEW/VDEW 1999); the shapes are piecewise curves of our own.
    static let household: [DayCurve] = [
        DayCurve(hourly: householdWorkday, total: 2_556_000),
        DayCurve(hourly: householdSaturday, total: 2_886_000),
        DayCurve(hourly: householdSunday, total: 2_686_000),
        DayCurve(hourly: householdWorkday, total: 2_696_000),
        DayCurve(hourly: householdSaturday, total: 3_014_000),
        DayCurve(hourly: householdSunday, total: 2_770_000),
        DayCurve(hourly: householdSummerWorkday, total: 2_814_000),
        DayCurve(hourly: householdSaturday, total: 3_033_000),
        DayCurve(hourly: householdSunday, total: 2_854_000),
    ]

    /// Workdays from 8 to 18 o'clock, a shorter Saturday, a quiet Sunday; the same all year.
    static let commercial: [DayCurve] = (0..<3).flatMap { _ in
        [
            DayCurve(hourly: commercialWorkday, total: 3_600_000),
            DayCurve(hourly: commercialSaturday, total: 1_300_000),
            DayCurve(hourly: [Double](repeating: 1, count: 24), total: 700_000),
        ]
    }

    static let continuous: [DayCurve] = (0..<3).flatMap { _ in
        [
            DayCurve(hourly: continuousWorkday, total: 2_850_000),
            DayCurve(hourly: [Double](repeating: 1, count: 24), total: 2_500_000),
            DayCurve(hourly: [Double](repeating: 1, count: 24), total: 2_450_000),
        ]
    }

    static let flat = [DayCurve](
        repeating: DayCurve(hourly: [Double](repeating: 1, count: 24), total: 2_740_000),
        count: 9
    )

    private static let householdWorkday: [Double] = [
        66, 50, 43, 40, 41, 48, 86, 121, 126, 122, 119, 124, 138, 128, 108, 101, 107, 141, 183, 203, 186, 153, 125, 93,
    ]
    private static let householdSummerWorkday: [Double] = [
        74, 56, 48, 45, 46, 55, 92, 124, 134, 136, 138, 146, 158, 146, 124, 114, 116, 136, 161, 171, 166, 161, 145, 106,
    ]
    private static let householdSaturday: [Double] = [
        87, 67, 54, 48, 46, 48, 59, 84, 121, 148, 158, 164, 170, 160, 144, 136, 139, 163, 196, 205, 184, 152, 133, 111,
    ]
    private static let householdSunday: [Double] = [
        91, 72, 58, 50, 47, 47, 51, 66, 98, 135, 166, 199, 213, 179, 139, 120, 114, 130, 159, 174, 166, 147, 126, 97,
    ]
    private static let commercialWorkday: [Double] = [
        28, 27, 26, 26, 27, 32, 50, 110, 240, 310, 325, 320, 290, 285, 310, 305, 280, 230, 130, 65, 45, 38, 33, 30,
    ]
    private static let commercialSaturday: [Double] = [
        28, 27, 26, 26, 27, 29, 34, 50, 80, 100, 105, 100, 85, 65, 50, 45, 42, 40, 38, 36, 34, 32, 30, 29,
    ]
    private static let continuousWorkday: [Double] = [
        96, 95, 94, 94, 95, 97, 100, 108, 114, 117, 118, 117, 115, 115, 116, 115, 112, 109, 106, 104, 102, 100, 98, 97,
    ]
}
