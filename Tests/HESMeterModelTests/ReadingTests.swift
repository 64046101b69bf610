import HESMeterModel
import SimulationKernel
import Testing

@Suite("Readings")
struct ReadingTests {
    @Test(
        "a single-phase meter answers for B and C with 0.0 V, 0.000 A, no power, and a factor of 1.000",
        arguments: 1...20
    )
    func singlePhase(_ number: Int) {
        var subject = Case(UInt64(number))
        subject.meter.profile.phases = 1
        func read(_ quantity: Quantity) -> Int64 {
            subject.model.value(of: quantity, for: subject.meter, at: subject.instant)
        }

        for phase in [Phase.b, .c] {
            #expect(read(.voltage(phase)) == 0 && read(.current(phase)) == 0)
            #expect(read(.activePower(phase)) == 0 && read(.apparentPower(phase)) == 0)
            #expect(read(.powerFactor(phase)) == 1000)
        }
        #expect(read(.activePower(.a)) == read(.activePower(nil)))
    }

    @Test("230 V stays within 207–253 V, and wanders")
    func voltage() {
        let model = MeterModel(seed: 9, zone: .plusEight)
        let meter = Meter(devAddr: "1", profile: .standard(.commercial))
        let values = (0..<2000).map { index in
            model.value(
                of: .voltage(.b),
                for: meter,
                at: SimulatedInstant(milliseconds: 1_720_540_800_000 + Int64(index) * 777_777)
            )
        }

        #expect(values.allSatisfy { (2070...2530).contains($0) })
        #expect(Set(values).count > 50)
    }

    @Test("a phase carries no current below the starting current of 20 mA", arguments: LoadProfile.Base.allCases)
    func startingCurrent(_ base: LoadProfile.Base) {
        let model = MeterModel(seed: 9, zone: .plusEight)
        for index in 0..<400 {
            var profile = LoadProfile.standard(base)
            profile.phases = index % 2 == 0 ? 1 : 3
            profile.annualWattHours /= 1 + Int64(index % 5) * 20
            let meter = Meter(devAddr: "\(index)", profile: profile)
            let instant = SimulatedInstant(milliseconds: 1_720_540_800_000 + Int64(index) * 7_777_777)
            for phase in Phase.allCases {
                let current = model.value(of: .current(phase), for: meter, at: instant)
                #expect(current == 0 || current >= 20, "\(base) \(index), phase \(phase)")
            }
        }
    }

    @Test("a roof feeds in around noon on clear days only, and never while the house takes")
    func sun() {
        let model = MeterModel(seed: 9, zone: .plusEight)
        let meter = Meter(devAddr: "1", profile: .standard(.pvHousehold))
        var walker = ProfileWalker(model, meter: meter)
        // 2024-06-01 00:00.
        let start = SimulatedInstant(milliseconds: 1_717_171_200_000)
        var sunnyDays = 0
        for day in 0..<60 {
            let noon = walker.row(at: start + .days(Int64(day)) + .minutes(765))
            sunnyDays += noon.activePower < 0 ? 1 : 0
            let night = walker.row(at: start + .days(Int64(day)) + .hours(23))
            #expect(night.activePower >= 0)
        }

        #expect((35...58).contains(sunnyDays), "\(sunnyDays) of 60")
    }

    @Test("a meter without consumption shows no power and a factor of 1.000")
    func nothing() {
        let model = MeterModel(seed: 9, zone: .plusEight)
        let meter = Meter(devAddr: "1", profile: LoadProfile(base: .household, annualWattHours: 0))
        let instant = SimulatedInstant(milliseconds: 1_720_540_800_000)

        #expect(model.registers(for: meter, at: instant) == .zero)
        #expect(model.value(of: .powerFactor(nil), for: meter, at: instant) == 1000)
        #expect(model.value(of: .maximumActiveDemand(tariff: nil), for: meter, at: instant) == 0)
    }

    @Test("a large customer over many years stays exact")
    func large() {
        let model = MeterModel(seed: 9, zone: .plusEight)
        let meter = Meter(
            devAddr: "1",
            profile: LoadProfile(base: .continuous, annualWattHours: 50_000_000_000, phases: 3)
        )
        let end = SimulatedInstant(milliseconds: 3_700_000_000_000)
        let rise = model.registers(for: meter, at: end) - model.registers(for: meter, at: end - .minutes(15))

        #expect(model.profileValue(of: .activePower(nil), for: meter, at: end) == 4 * rise.activeImport)
        #expect(rise.activeImport > 0)
    }
}
