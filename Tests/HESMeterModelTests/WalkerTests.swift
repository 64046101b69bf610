import HESMeterModel
import SimulationKernel
import Testing

@Suite("Profile walker")
struct WalkerTests {
    @Test("its rows are the model's, forwards, backwards and across gaps", arguments: 1...60)
    func agreement(_ number: Int) {
        var subject = Case(UInt64(number))
        subject.meter.intervalMinutes = [15, 30, 60][number % 3]
        if number % 4 == 0 { subject.meter.supply.addOutage(from: subject.midnight, until: subject.instant) }
        if number % 5 == 0 { subject.meter.installed = subject.instant }
        if number % 7 == 0 { subject.meter.supply.restartRegisters(at: subject.instant) }
        let (model, meter) = (subject.model, subject.meter)
        var walker = ProfileWalker(model, meter: meter)
        let quarters: [Int64] = [0, 1, 2, 3, 4, 100, 99, 40, 41, 5000, 200_000, -3, -2]

        for stamp in quarters.map({ subject.midnight + .minutes(15 * $0) }) + [subject.instant] {
            let row = walker.row(at: stamp)
            #expect(row.registers == model.registers(for: meter, at: stamp), "\(subject)")
            let reading = model.profileReading(for: meter, at: stamp)
            #expect(walker.reading(at: stamp) == reading, "\(subject)")
            if reading != .dead { #expect(row.activePower == reading.activePower.total, "\(subject)") }
        }
    }

    @Test("a row's value found alone is the walkers'", arguments: 1...60)
    func rowValues(_ number: Int) {
        var subject = Case(UInt64(number))
        if number % 4 == 0 { subject.meter.supply.addOutage(from: subject.midnight, until: subject.instant) }
        if number % 5 == 0 { subject.meter.installed = subject.instant }
        let (model, meter) = (subject.model, subject.meter)
        let month = subject.zone.startOfDay(subject.zone.date(at: subject.instant).firstOfMonth())
        for stamp in [month, subject.midnight, subject.stamp] {
            var (profile, demand) = (ProfileWalker(model, meter: meter), DemandWalker(model, meter: meter))
            let found = Self.quantities.map { model.rowValue(of: $0, for: meter, at: stamp) }
            let walked = Self.quantities.map { quantity in
                switch quantity {
                case .energy(let register): profile.registers(at: stamp)[register]
                case .maximumActiveDemand(let tariff): demand.activeDemand(inTariff: tariff, at: stamp)
                case .maximumReactiveDemand: demand.reactiveDemand(at: stamp)
                default: profile.value(of: quantity, at: stamp)
                }
            }
            #expect(found == walked, "\(subject)")
        }
    }

    private static let quantities: [Quantity] = [
        .voltage(.a), .voltage(.c), .current(.b), .activePower(nil), .activePower(.a), .reactivePower(nil),
        .apparentPower(.c), .powerFactor(nil), .energy(.activeImport), .energy(.reactiveExport),
        .maximumActiveDemand(tariff: nil), .maximumActiveDemand(tariff: 2), .maximumReactiveDemand,
    ]
}
