import HESMeterModel
import SimulationKernel
import Testing

@Suite("Days of the wall clock")
struct DaylightSavingTests {
    @Test("in Berlin a year has one day of 92 and one of 100 quarter hours, at a fixed offset none")
    func quarterHours() throws {
        func lengths(_ zone: WorldZone) throws -> [Int64] {
            let first = try #require(CivilDate(year: 2024, month: 1, day: 1))
            return (0..<366).map { first.adding(days: $0) }.map { day in
                (zone.startOfDay(day.adding(days: 1)) - zone.startOfDay(day)).milliseconds / 900_000
            }.filter { $0 != 96 }
        }

        #expect(try lengths(.berlin) == [92, 100])
        #expect(try lengths(.plusEight).isEmpty)
        #expect(try lengths(.kathmandu).isEmpty)
    }

    @Test("noon stays noon: shops open by the wall clock in winter and in summer", arguments: WorldZone.tested)
    func wallClock(_ zone: WorldZone) throws {
        let model = MeterModel(seed: 3, zone: zone)
        for (month, day) in [(1, 16), (7, 16)] {
            let date = try #require(CivilDate(year: 2024, month: month, day: day))
            let (early, opening) = (hour(6, of: date, in: model), hour(9, of: date, in: model))
            #expect(opening > 3 * early, "\(zone.name), month \(month)")
        }
    }

    /// Energy of 50 shops in the hour that begins at `hour` on the wall clock.
    private func hour(_ hour: Int, of date: CivilDate, in model: MeterModel) -> Int64 {
        let start = model.zone.instant(of: CivilTime(date: date, millisecondOfDay: hour * 3_600_000))
        return (0..<50).reduce(0) { sum, index in
            let meter = Meter(devAddr: "\(index)", profile: .standard(.commercial))
            let rise = model.registers(for: meter, at: start + .hours(1)) - model.registers(for: meter, at: start)
            return sum + rise.activeImport
        }
    }

    @Test("an hour shown twice is consumed twice, a skipped one not at all")
    func changes() throws {
        let model = MeterModel(seed: 3, zone: .berlin)
        let meters = (0..<300).map { Meter(devAddr: "\($0)", profile: .standard(.continuous)) }
        func mean(_ month: Int, _ day: Int) throws -> Double {
            let date = try #require(CivilDate(year: 2024, month: month, day: day))
            let (start, end) = (model.zone.startOfDay(date), model.zone.startOfDay(date.adding(days: 1)))
            return meters.reduce(0) { sum, meter in
                let rise = model.registers(for: meter, at: end) - model.registers(for: meter, at: start)
                return sum + Double(rise.activeImport)
            } / 300
        }

        // Sundays a week apart.
        #expect(abs(try mean(3, 31) / mean(3, 24) - 23.0 / 24) < 0.01)
        #expect(abs(try mean(10, 27) / mean(10, 20) - 25.0 / 24) < 0.01)
    }

    @Test("tariffs follow the wall clock: night demand at night, in winter and in summer")
    func tariffs() throws {
        let single = TariffTable(hours: [(12..<13, 2)], otherwise: 1)
        let model = MeterModel(seed: 3, zone: .berlin, tariffs: single)
        let meter = Meter(devAddr: "5", profile: .standard(.commercial))
        for month in [1, 7] {
            let first = try #require(CivilDate(year: 2024, month: month, day: 1))
            let noon = model.zone.startOfDay(first) + .hours(12)
            let demand = { model.value(of: .maximumActiveDemand(tariff: 2), for: meter, at: $0) }
            #expect(demand(noon) == 0)
            #expect(demand(noon + .minutes(14)) == 0)
            #expect(demand(noon + .minutes(15)) > 0)
            #expect(demand(noon + .minutes(60)) == demand(noon + .minutes(600)))
        }
    }
}
