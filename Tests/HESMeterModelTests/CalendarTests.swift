import SimulationKernel
import Testing

@testable import HESMeterModel

@Suite("Standard profile")
struct CalendarTests {
    @Test("F(t) has the published mean, minimum and maximum")
    func dynamics() throws {
        let first = try #require(CivilDate(year: 2023, month: 1, day: 1))
        let factors = (0..<365).map { CalendarDay(first.adding(days: $0)).householdPerMille }

        #expect(factors[201] == 785 && factors.min() == 785)
        #expect(factors[364] == 1257 && factors.max() == 1257)
        #expect(abs(Double(factors.reduce(0, +)) / 365 - 1004.465) < 0.1)
    }

    @Test("the day curves have the published totals of H0 within a thousandth")
    func totals() {
        let published = [2556, 2886, 2686, 2696, 3014, 2770, 2814, 3033, 2854]
        for (curve, total) in zip(DayCurve.household, published) {
            #expect(abs(Double(curve.cumulative[96]) / 1000 - Double(total)) < 2)
        }
    }

    @Test(
        "seasons begin on the published days",
        arguments: [
            (3, 20, 0), (3, 21, 1), (5, 14, 1), (5, 15, 2), (9, 14, 2), (9, 15, 1), (10, 31, 1), (11, 1, 0),
        ]
    )
    func seasons(_ month: Int, _ day: Int, _ season: Int) throws {
        let date = try #require(CivilDate(year: 2024, month: month, day: day))
        #expect(CalendarDay(date).season.rawValue == season)
    }

    @Test("where a roof feeds in, the house takes nothing, in every slot of ten years", arguments: WorldZone.tested)
    func disjoint(_ zone: WorldZone) {
        let grid = SlotGrid(zone: zone)
        let house = LoadPattern(table: .standard(.pvHousehold), noise: .standard(.pvHousehold), grid: grid)
        let sun = LoadPattern(table: .sun, noise: .sun, grid: grid)
        let first = grid.slot(at: SimulatedInstant(milliseconds: 1_600_000_000_000))
        let both = (first..<first + 35_040).filter { slot in
            house.weight(before: slot + 1) > house.weight(before: slot)
                && sun.weight(before: slot + 1) > sun.weight(before: slot)
        }

        #expect(both.isEmpty)
    }

    @Test("a year of any table weighs about the mean year", arguments: LoadProfile.Base.allCases)
    func years(_ base: LoadProfile.Base) throws {
        let table = WeightTable.standard(base)
        let start = try #require(CivilDate(year: 2024, month: 1, day: 1)).dayNumber - WeightTable.firstDay.dayNumber
        let year = Double(table.cumulative((start + 366) * 96) - table.cumulative(start * 96))

        #expect(abs(year / table.annual - 1) < 0.03)
    }
}
