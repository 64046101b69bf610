import HESMeterModel
import SimulationKernel
import Testing

@Suite("Breaker, outage, installation, replacement, rollover")
struct SupplyTests {
    let model = MeterModel(seed: 7, zone: .plusEight)
    /// 2024-07-10 00:00.
    let midnight = SimulatedInstant(milliseconds: 1_720_540_800_000)
    let meter = Meter(devAddr: "000000010001", profile: .standard(.household))

    @Test("energy that was not supplied is missing from then on, and nothing else")
    func interruptionIsSubtracted() {
        var interrupted = meter
        interrupted.supply.openBreaker(at: midnight + .hours(6))
        interrupted.supply.closeBreaker(at: midnight + .hours(30))
        let lost =
            model.registers(for: meter, at: midnight + .hours(30))
            - model.registers(for: meter, at: midnight + .hours(6))

        for instant in [midnight + .hours(31), midnight + .days(3), midnight + .days(400)] {
            let expected = model.registers(for: meter, at: instant) - lost
            #expect(model.registers(for: interrupted, at: instant) == expected)
        }
        #expect(
            model.registers(for: interrupted, at: midnight + .hours(6))
                == model.registers(for: meter, at: midnight + .hours(6))
        )
    }

    @Test("an interruption to the millisecond loses no whole Wh in either direction")
    func ragged() {
        var interrupted = meter
        var supplied: Int64 = 0
        for index in 0..<20 {
            let open = midnight + .milliseconds(Int64(index) * 5_000_017 + 333)
            let closed = open + .milliseconds(1_234_567)
            interrupted.supply.addOutage(from: open, until: closed)
            supplied +=
                model.registers(for: meter, at: closed).activeImport
                - model.registers(for: meter, at: open).activeImport
        }
        let end = midnight + .days(2)
        let lost = model.registers(for: meter, at: end) - model.registers(for: interrupted, at: end)

        #expect(abs(lost.activeImport - supplied) <= 20)
    }

    @Test("an outage takes the voltage too, an open breaker does not")
    func voltage() {
        var interrupted = meter
        interrupted.supply.openBreaker(at: midnight)
        interrupted.supply.addOutage(from: midnight + .hours(1), until: midnight + .hours(2))
        func read(_ quantity: Quantity, _ hours: Int64) -> Int64 {
            model.value(of: quantity, for: interrupted, at: midnight + .hours(hours))
        }

        #expect(read(.voltage(.a), 0) > 2070)
        #expect(read(.voltage(.a), 1) == 0)
        #expect(read(.voltage(.a), 2) > 2070)
        #expect(read(.current(.a), 0) == 0)
        #expect(read(.powerFactor(nil), 1) == 1000)
        #expect(interrupted.supply.isBreakerOpen(at: midnight + .hours(9)))
        #expect(!interrupted.supply.isOut(at: midnight + .hours(9)))
    }

    @Test("while the breaker is open no block counts, and the maximum stays")
    func demandStays() {
        var interrupted = meter
        interrupted.supply.openBreaker(at: midnight)
        let before = model.value(of: .maximumActiveDemand(tariff: nil), for: interrupted, at: midnight)

        let after = model.value(of: .maximumActiveDemand(tariff: nil), for: interrupted, at: midnight + .days(15))

        #expect(before == after)
        #expect(before > 0)
    }

    @Test("an installed meter begins at 0, a removed one stands still")
    func installation() {
        var visitor = meter
        visitor.installed = midnight + .milliseconds(12_345_678)
        visitor.removed = midnight + .days(40)
        func registers(_ days: Int64) -> Registers { model.registers(for: visitor, at: midnight + .days(days)) }

        #expect(registers(-100) == .zero)
        #expect(model.registers(for: visitor, at: midnight + .milliseconds(12_345_678)) == .zero)
        #expect(registers(1).activeImport > 0)
        #expect(registers(40) == registers(90))
        #expect(model.reading(for: visitor, at: midnight) == .dead)
        #expect(model.reading(for: visitor, at: midnight + .days(40)) == .dead)
        #expect(model.value(of: .maximumActiveDemand(tariff: nil), for: visitor, at: midnight) == 0)
    }

    @Test("a replaced meter counts on from its own start, and its month's maximum begins again")
    func replacement() {
        var replaced = meter
        let change = midnight + .minutes(601)
        let start = Registers(activeImport: 500, activeExport: 0, reactiveImport: 20, reactiveExport: 0)
        replaced.supply.restartRegisters(at: change, with: start)
        let later = midnight + .days(5)
        let rise = model.registers(for: meter, at: later) - model.registers(for: meter, at: change)

        #expect(model.registers(for: replaced, at: change) == start)
        #expect(model.registers(for: replaced, at: later) == start + rise)
        #expect(
            model.registers(for: replaced, at: change - .milliseconds(1))
                == model.registers(for: meter, at: change - .milliseconds(1))
        )
        #expect(model.value(of: .maximumActiveDemand(tariff: nil), for: replaced, at: change) == 0)
    }

    @Test("with five digits 99999.999 kWh is followed by 0")
    func rollover() {
        var old = meter
        old.supply.rollOver(at: midnight, digits: 5)
        let day = model.registers(for: meter, at: midnight + .days(1)) - model.registers(for: meter, at: midnight)
        let before = model.registers(for: meter, at: midnight) - model.registers(for: meter, at: midnight - .days(1))

        #expect(model.registers(for: old, at: midnight).activeImport == 0)
        #expect(model.registers(for: old, at: midnight + .days(1)).activeImport == day.activeImport)
        #expect(model.registers(for: old, at: midnight - .days(1)).activeImport == 100_000_000 - before.activeImport)
        #expect(model.profileReading(for: old, at: midnight + .days(1)).activePower.total >= 0)
    }
}
