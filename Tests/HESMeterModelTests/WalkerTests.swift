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
}
