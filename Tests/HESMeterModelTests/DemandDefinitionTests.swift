import SimulationKernel
import Testing

@testable import HESMeterModel

/// The demands of rows, against their definition: the largest rise of the register over a quarter hour that has ended.
@Suite("Maximum demand by its definition")
struct DemandDefinitionTests {
    /// Every profile, in zones with and without summer time, over whole months, across resets, restarts and interruptions.
    @Test("a walk over days shows the largest quarter hour of the period so far", arguments: 1...24)
    func walk(_ number: Int) {
        let subject = DemandCase(number)
        var walker = DemandWalker(subject.model, meter: subject.meter)
        for instant in subject.instants {
            let expected = subject.definition(at: instant)
            #expect(walker.billedDemand(at: instant) == expected.billed, "\(subject), \(instant)")
        }
        var reactive = DemandWalker(subject.model, meter: subject.meter)
        for instant in subject.instants {
            #expect(reactive.reactiveDemand(at: instant) == subject.definition(at: instant).reactive, "\(subject)")
        }
    }

    @Test("each tariff alone, and instants in any order, show the same", arguments: 1...12)
    func order(_ number: Int) {
        let subject = DemandCase(number)
        var walkers = (1...4).map { _ in DemandWalker(subject.model, meter: subject.meter) }
        let instants = subject.instants
        for place in SeededHash(seed: UInt64(number)).order(of: instants.count) {
            let expected = subject.definition(at: instants[place])
            for tariff in 1...4 {
                let walked = walkers[tariff - 1].activeDemand(inTariff: tariff, at: instants[place])
                #expect(walked == expected.active[tariff - 1], "\(subject), \(instants[place])")
            }
        }
    }

    @Test("a month of daily billing rows costs at most half of its blocks in splits")
    func cost() throws {
        let model = MeterModel(seed: 5, zone: .plusEight)
        let start = model.zone.startOfDay(try #require(CivilDate(year: 2024, month: 7, day: 1)))
        let splits = (0..<100).map { index in
            let meter = Meter(devAddr: "\(index)", profile: .standard(.household))
            let consumption = model.consumption(of: meter)
            let period = model.billingPeriod(of: meter, at: start + .days(1), isFrozen: true)
            var search = DemandSearch(.billed, of: consumption, from: period.start, tariffs: .standard)
            for day in 1...31 { search.prolong(to: model.grid.slot(at: start + .days(Int64(day))), of: consumption) }
            return search.splits
        }.sorted()

        #expect(splits[50] < 1488, "median \(splits[50]), worst \(splits[99])")
    }
}

/// A meter with a history, and instants of its rows over about forty days.
private struct DemandCase: CustomStringConvertible {
    struct Maxima {
        var active = SIMD4<Int64>.zero
        var reactive: Int64 = 0

        var billed: SIMD4<Int64> { SIMD4(active.max(), active[0], active[1], active[2]) }
    }

    private var subject: Case
    let model: MeterModel

    init(_ number: Int) {
        subject = Case(UInt64(number))
        // In zones with summer time, days around a change of the clock.
        let middle = subject.zone.startOfDay(subject.dayOfInterest)
        if number % 3 == 0 { subject.meter.supply.addOutage(from: middle - .days(3), until: middle + .minutes(301)) }
        if number % 4 == 0 { subject.meter.supply.setRatioError(at: middle + .minutes(607), factor: 1.7) }
        if number % 5 == 0 { subject.meter.installed = middle - .days(2) + .minutes(187) }
        if number % 6 == 0 { subject.meter.removed = middle + .days(3) + .minutes(67) }
        if number % 7 == 0 { subject.meter.supply.restartRegisters(at: middle + .minutes(1441)) }
        var model = subject.model
        if number % 8 == 0 { model.demandReset = .day }
        self.model = model
    }

    var meter: Meter { subject.meter }

    var description: String { subject.description }

    /// The midnights around the day of interest, and some instants within days.
    var instants: [SimulatedInstant] {
        // Some days in sequence, and gaps of several.
        [-19, -9, -3, -2, -1, 0, 1, 2, 3, 11, 19].flatMap { day -> [SimulatedInstant] in
            let midnight = model.zone.startOfDay(subject.dayOfInterest.adding(days: day))
            return day % 3 == 0 ? [midnight, midnight + .minutes(605)] : [midnight]
        }
    }

    func definition(at instant: SimulatedInstant) -> Maxima {
        let consumption = model.consumption(of: meter)
        let period = model.billingPeriod(of: meter, at: instant, isFrozen: true)
        var maxima = Maxima()
        guard period.start.slot < period.end else { return maxima }
        var last = consumption.counted(at: period.start.instant)
        for slot in period.start.slot..<period.end {
            let counted = consumption.counted(at: model.grid.start(ofSlot: slot + 1))
            let rise = counted - last
            let place = model.tariffs.tariff(inSlot: model.grid.slotOfDay(slot)) - 1
            maxima.active[place] = max(maxima.active[place], 4 * rise.activeImport)
            maxima.reactive = max(maxima.reactive, 4 * rise.reactiveImport)
            last = counted
        }
        return maxima
    }
}
