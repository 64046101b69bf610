import SimulationKernel
import Testing

@testable import HESMeterModel

@Suite("Maximum demand")
struct DemandTests {
    @Test("the first of a month still shows the closing month in its row, and a new one at once afterwards")
    func reset() throws {
        let model = MeterModel(seed: 5, zone: .plusEight)
        let meter = Meter(devAddr: "1", profile: .standard(.household))
        let first = model.zone.startOfDay(try #require(CivilDate(year: 2024, month: 7, day: 1)))
        let quantity = Quantity.maximumActiveDemand(tariff: nil)

        let row = model.frozenValue(of: quantity, for: meter, at: first)

        #expect(row >= model.value(of: quantity, for: meter, at: first - .milliseconds(1)))
        #expect(row > 1000)
        #expect(model.value(of: quantity, for: meter, at: first) == 0)
        #expect(model.value(of: quantity, for: meter, at: first + .minutes(14)) == 0)
        let block = model.profileValue(of: .activePower(nil), for: meter, at: first + .minutes(15))
        #expect(model.value(of: quantity, for: meter, at: first + .minutes(15)) == block)
    }

    @Test("search, walker and single tariffs agree", arguments: 1...40)
    func agreement(_ number: Int) {
        var subject = Case(UInt64(number))
        if number % 3 == 0 { subject.meter.supply.addOutage(from: subject.midnight - .days(3), until: subject.instant) }
        if number % 5 == 0 { subject.meter.installed = subject.instant - .days(2) }
        let (model, meter) = (subject.model, subject.meter)
        var walker = DemandWalker(model, meter: meter)

        for instant in [subject.instant, subject.midnight, subject.midnight + .days(1), subject.midnight + .days(20)] {
            for isFrozen in [false, true] {
                let searched = model.demand(.activeInEachTariff, of: meter, at: instant, isFrozen: isFrozen).found
                for tariff in [nil, 1, 2, 3, 4] {
                    let single = ask(model, .maximumActiveDemand(tariff: tariff), meter, instant, isFrozen)
                    #expect(single == tariff.map { searched[$0 - 1] } ?? searched.max(), "\(subject)")
                    let walked = walker.activeDemand(inTariff: tariff, at: instant, isFrozen: isFrozen)
                    #expect(walked == single, "\(subject)")
                }
                let reactive = ask(model, .maximumReactiveDemand, meter, instant, isFrozen)
                #expect(reactive == walker.reactiveDemand(at: instant, isFrozen: isFrozen), "\(subject)")
            }
        }
    }

    @Test("each tariff's maximum is the largest block that began in its hours of the wall clock", arguments: 1...15)
    func tariffBlocks(_ number: Int) {
        let subject = Case(UInt64(number))
        let (model, meter, zone) = (subject.model, subject.meter, subject.zone)
        let month = zone.startOfDay(zone.date(at: subject.instant).firstOfMonth())
        let end = zone.startOfDay(zone.date(at: month).adding(days: 9))
        var expected: [Int64] = [0, 0, 0, 0]
        for block in 0..<(end - month).milliseconds / 900_000 {
            let start = month + .minutes(15 * block)
            let tariff =
                switch zone.civilTime(at: start).hour {
                case 7..<17: 1
                case 17..<21: 2
                case 21..<23: 3
                default: 4
                }
            let rise = model.registers(for: meter, at: start + .minutes(15)) - model.registers(for: meter, at: start)
            expected[tariff - 1] = max(expected[tariff - 1], 4 * rise.activeImport)
        }

        let demand = model.demand(.activeInEachTariff, of: meter, at: end, isFrozen: true).found

        #expect((0..<4).map { demand[$0] } == expected, "\(subject)")
    }

    private func ask(
        _ model: MeterModel,
        _ quantity: Quantity,
        _ meter: Meter,
        _ instant: SimulatedInstant,
        _ isFrozen: Bool
    ) -> Int64 {
        isFrozen
            ? model.frozenValue(of: quantity, for: meter, at: instant)
            : model.value(of: quantity, for: meter, at: instant)
    }

    @Test("a household's month costs less than a third of its 2976 blocks in splits")
    func cost() throws {
        let model = MeterModel(seed: 5, zone: .plusEight)
        let end = model.zone.startOfDay(try #require(CivilDate(year: 2024, month: 8, day: 1)))
        let splits = (0..<100).map { index in
            let meter = Meter(devAddr: "\(index)", profile: .standard(.household))
            return model.demand(.active, of: meter, at: end, isFrozen: true).splits
        }.sorted()

        #expect(splits[50] < 992, "median \(splits[50]), worst \(splits[99])")
    }

    @Test("every quarter hour has one tariff, and spans know all of theirs")
    func tariffs() {
        let table = TariffTable.standard
        #expect([0, 27, 28, 67, 68, 83, 84, 91, 92].map { table.tariff(inSlot: $0) } == [4, 4, 1, 1, 2, 2, 3, 3, 4])
        for slot in 0..<96 {
            for count in 1..<96 {
                let expected = (slot..<slot + count).reduce(UInt8(0)) {
                    $0 | 1 << UInt8(table.tariff(inSlot: $1 % 96) - 1)
                }
                #expect(table.tariffs(from: slot, count: count) == expected)
            }
        }
    }
}
