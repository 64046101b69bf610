import HESMeterModel
import SimulationKernel
import Testing

@Suite("Statistics of 1000 households")
struct StatisticsTests {
    let model = MeterModel(seed: 42, zone: .plusEight)
    let households = (0..<1000).map { Meter(devAddr: "00120\(1_000_000 + $0)", profile: .standard(.household)) }

    /// The H0-like winter workday by hour, in parts of the day, written out from the control points and not from the
    /// model's tables: each hour is the mean of straight lines between them.
    private var winterWorkday: [Double] {
        let points: [Double] = [
            66, 50, 43, 40, 41, 48, 86, 121, 126, 122, 119, 124, 138, 128, 108, 101, 107, 141, 183, 203, 186, 153, 125,
            93,
        ]
        let hours = (0..<24).map { (points[$0] + points[($0 + 1) % 24]) / 2 }
        return hours.map { $0 / hours.reduce(0, +) }
    }

    @Test("their mean day has the standard profile's shape within 3 %")
    func meanShape() throws {
        let monday = try #require(CivilDate(year: 2024, month: 1, day: 8))
        var hours = [Int64](repeating: 0, count: 24)
        for meter in households {
            var walker = ProfileWalker(model, meter: meter)
            for day in (0..<19).filter({ $0 % 7 < 5 }) {
                let midnight = model.zone.startOfDay(monday.adding(days: day))
                var last = walker.registers(at: midnight).activeImport
                for hour in 0..<24 {
                    let now = walker.registers(at: midnight + .hours(Int64(hour + 1))).activeImport
                    hours[hour] += now - last
                    last = now
                }
            }
        }

        let total = Double(hours.reduce(0, +))
        for (hour, expected) in winterWorkday.enumerated() {
            let share = Double(hours[hour]) / total
            #expect(abs(share / expected - 1) < 0.03, "hour \(hour): \(share) instead of \(expected)")
        }
    }

    @Test("a household's highest quarter hour of a winter month lies between 2 and 6 kW, for nine out of ten")
    func peaks() throws {
        let end = model.zone.startOfDay(try #require(CivilDate(year: 2024, month: 2, day: 1)))

        let peaks = households.map { model.frozenValue(of: .maximumActiveDemand(tariff: nil), for: $0, at: end) }
            .sorted()

        #expect(peaks.filter { (2000...6000).contains($0) }.count >= 850, "\(peaks[50]) … \(peaks[950]) W")
        #expect((3000...4500).contains(peaks[500]), "median \(peaks[500]) W")
    }

    @Test("their mean year is the profile's annual energy, winter days the heavier ones")
    func meanYear() throws {
        func energy(_ from: (Int, Int), _ until: (Int, Int)) throws -> Double {
            let start = try #require(CivilDate(year: 2023, month: from.0, day: from.1))
            let end = try #require(CivilDate(year: until == (1, 1) ? 2024 : 2023, month: until.0, day: until.1))
            let sum = households.reduce(Int64(0)) { sum, meter in
                let instants = (model.zone.startOfDay(start), model.zone.startOfDay(end))
                let rise = model.registers(for: meter, at: instants.1) - model.registers(for: meter, at: instants.0)
                return sum + rise.activeImport
            }
            return Double(sum) / Double(households.count)
        }

        let year = try energy((1, 1), (1, 1))
        #expect(abs(year / 3_650_000 - 1) < 0.03, "\(year) Wh")
        #expect(try energy((1, 1), (2, 1)) > 1.2 * energy((7, 1), (8, 1)))
    }

    @Test("the power factor of their energy is the profile's")
    func powerFactor() {
        let end = SimulatedInstant(milliseconds: 1_720_540_800_000)
        let sums = households.reduce((active: 0.0, reactive: 0.0)) { sums, meter in
            let registers = model.registers(for: meter, at: end)
            return (sums.active + Double(registers.activeImport), sums.reactive + Double(registers.reactiveImport))
        }
        let apparent = (sums.active * sums.active + sums.reactive * sums.reactive).squareRoot()

        #expect(abs(sums.active / apparent - 0.95) < 0.005)
    }

    @Test("meters of one profile differ, and a second seed gives others")
    func variety() {
        let instant = SimulatedInstant(milliseconds: 1_720_540_800_000)
        let other = MeterModel(seed: 43, zone: .plusEight)
        let registers = Set(households.map { model.registers(for: $0, at: instant).activeImport })

        #expect(registers.count > 990)
        #expect(other.registers(for: households[0], at: instant) != model.registers(for: households[0], at: instant))
    }
}
