import HESMeterModel
import SimulationKernel
import Testing

@Suite("Minute by minute")
struct IntegratorTests {
    /// Every minute's power is rounded to 1 W: of 14 400 roundings, three standard deviations are 1.7 Wh.
    @Test("registers and maximum demand are what adding up every minute's power gives", arguments: 1...10)
    func addsUp(_ number: Int) throws {
        let subject = Case(UInt64(number))
        let (model, meter) = (subject.model, subject.meter)
        let month = subject.zone.startOfDay(subject.zone.date(at: subject.instant).firstOfMonth())
        let end = month + .days(10)

        let sum = Integrator(from: month, quarters: 960) { model.value(of: .activePower(nil), for: meter, at: $0) }

        let rise = model.registers(for: meter, at: end) - model.registers(for: meter, at: month)
        let demand = model.value(of: .maximumActiveDemand(tariff: nil), for: meter, at: end)
        #expect(abs(sum.takenWattHours - Double(rise.activeImport)) < 3, "\(subject)")
        #expect(abs(sum.fedInWattHours - Double(rise.activeExport)) < 3, "\(subject)")
        #expect(abs(sum.maximumDemand - Double(demand)) <= 0.5, "\(subject)")
    }

    @Test("what was not supplied while the breaker was open or the grid was out is missing exactly", arguments: 11...16)
    func addsUpWithInterruptions(_ number: Int) {
        var subject = Case(UInt64(number))
        let month = subject.zone.startOfDay(subject.zone.date(at: subject.instant).firstOfMonth())
        subject.meter.supply.openBreaker(at: month + .minutes(2 * 1440 + 7))
        subject.meter.supply.closeBreaker(at: month + .minutes(3 * 1440 + 613))
        subject.meter.supply.addOutage(from: month + .minutes(3 * 1440), until: month + .minutes(3 * 1440 + 800))
        subject.meter.supply.addOutage(from: month + .minutes(4 * 1440 + 1), until: month + .minutes(4 * 1440 + 12))
        let (model, meter, end) = (subject.model, subject.meter, month + .days(6))

        let sum = Integrator(from: month, quarters: 576) { model.value(of: .activePower(nil), for: meter, at: $0) }

        let rise = model.registers(for: meter, at: end) - model.registers(for: meter, at: month)
        let demand = model.value(of: .maximumActiveDemand(tariff: nil), for: meter, at: end)
        #expect(abs(sum.takenWattHours - Double(rise.activeImport)) < 3, "\(subject)")
        #expect(abs(sum.fedInWattHours - Double(rise.activeExport)) < 3, "\(subject)")
        // A block cut short is printed as the difference of two registers in whole Wh.
        #expect(abs(sum.maximumDemand - Double(demand)) <= 4.5, "\(subject)")
    }

    @Test("the reference sees a meter whose powers are 1 % too high")
    func canFail() {
        let subject = Case(1)
        let (model, meter) = (subject.model, subject.meter)
        let month = subject.zone.startOfDay(subject.zone.date(at: subject.instant).firstOfMonth())

        let sum = Integrator(from: month, quarters: 960) {
            model.value(of: .activePower(nil), for: meter, at: $0) * 101 / 100
        }

        let rise = model.registers(for: meter, at: month + .days(10)) - model.registers(for: meter, at: month)
        #expect(abs(sum.takenWattHours - Double(rise.activeImport)) > 3)
    }
}
