import HESMeterModel
import SimulationKernel

extension Invariant {
    /// Over the days of the month before the case's, found by looking at every interval of the load profile.
    func largestBlocks(_ witness: Witness, _ subject: Case) -> [String] {
        let day = subject.zone.date(at: subject.instant)
        let month = subject.zone.startOfDay(day.adding(days: -1).firstOfMonth())
        let blocks = (subject.midnight - month).milliseconds / 900_000
        let stamps = (0...blocks).map { month + .minutes(15 * $0) }
        return zip(
            [EnergyRegister.activeImport, .reactiveImport],
            [Quantity.maximumActiveDemand(tariff: nil), .maximumReactiveDemand]
        ).flatMap { register, quantity in
            let counts = stamps.map { witness.profile(.energy(register), $0) }
            let largest = zip(counts.dropFirst(), counts).map { 4 * ($0 - $1) }.max() ?? 0
            return difference("\(quantity)", witness.frozen(quantity, subject.midnight), largest)
        }
    }

    func tariffMaxima(_ witness: Witness, _ subject: Case) -> [String] {
        let tariffs = (1...4).map { witness.frozen(.maximumActiveDemand(tariff: $0), subject.midnight) }
        let total = witness.frozen(.maximumActiveDemand(tariff: nil), subject.midnight)
        return difference("maximum of tariffs \(tariffs)", total, tariffs.max() ?? 0)
    }

    /// For a meter whose breaker is open at the instant and ten minutes before it.
    func openBreaker(_ witness: Witness, _ subject: Case) -> [String] {
        let instant = subject.instant
        guard subject.meter.supply.isBreakerOpen(at: instant - .minutes(10)) else { return ["the breaker is closed"] }
        let powers = (Phase.allCases + [nil]).flatMap { phase in
            [Quantity.activePower(phase), .reactivePower(phase), .apparentPower(phase)]
        }
        let stopped = powers + Phase.allCases.map { .current($0) }
        return stopped.flatMap { difference("\($0)", witness.value($0, instant), 0) }
            + EnergyRegister.allCases.flatMap { register in
                difference(
                    "\(register) stands",
                    witness.value(.energy(register), instant - .minutes(10)),
                    witness.value(.energy(register), instant)
                )
            } + (witness.value(.voltage(.a), instant) > 2070 ? [] : ["no voltage"])
    }
}
