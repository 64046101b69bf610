import HESMeterModel
import SimulationKernel
import Testing

@Suite("Digits")
struct DigitsTests {
    /// A change here changes every recorded run: do it knowingly.
    @Test("a few values are pinned, so that a run of today can be repeated tomorrow")
    func pinned() {
        let model = MeterModel(seed: 1, zone: .plusEight)
        let instant = SimulatedInstant(milliseconds: 1_720_540_800_000) + .milliseconds(4_321_987)
        let lines = LoadProfile.Base.allCases.map { base in
            let meter = Meter(devAddr: "000000010001", profile: .standard(base))
            let registers = model.registers(for: meter, at: instant)
            let demand = model.value(of: .maximumActiveDemand(tariff: nil), for: meter, at: instant)
            let reading = model.reading(for: meter, at: instant + .hours(12))
            return "\(base) \(registers.activeImport) \(registers.activeExport) \(registers.reactiveImport) \(demand) "
                + "\(reading.activePower.total) \(reading.voltage.a)"
        }

        #expect(
            lines == [
                "household 84462900 0 24021344 1572 280 2232",
                "commercial 578588621 0 242480589 9644 3495 2232",
                "continuous 1388579501 0 648518015 7364 3489 2232",
                "pvHousehold 60113976 72669161 17096084 1228 -2440 2232",
                "idle 925750 0 387965 12 6 2232",
            ]
        )
    }
}
