import HESMeterModel
import SimulationKernel

/// Prints how fast the load model answers, on one core: `swift run -c release model-benchmark`.
@main
struct ModelBenchmark {
    private let model: MeterModel
    private let start: SimulatedInstant
    private let meters: [Meter]

    static func main() {
        measure("first model of a process", count: 1, unit: "models") {
            Int64(MeterModel(seed: 1, zone: .plusEight).zone.name.utf8.count)
        }
        for base in LoadProfile.Base.allCases { ModelBenchmark(base).run(base.rawValue) }
    }

    private init(_ base: LoadProfile.Base) {
        let june = CivilDate(dayNumber: 19_875)
        model = MeterModel(seed: 1, zone: .plusEight, era: june)
        start = model.zone.startOfDay(june)
        meters = (0..<1000).map { Meter(devAddr: "0000\(10_000_000 + $0)", profile: .standard(base)) }
    }

    private func run(_ name: String) {
        Self.measure("\(name): registers at random instants", count: 1_000_000, unit: "evaluations", registers)
        Self.measure("\(name): daily frozen rows with demand", count: 31_000 * 8, unit: "values", frozenRows)
        Self.measure("\(name): load-profile rows", count: 1000 * 672 * 6, unit: "values", profileRows)
    }

    private func registers() -> Int64 {
        (0..<1_000_000).reduce(0) { sum, index in
            let instant = start + .seconds(Int64(index) * 79)
            return sum &+ model.registers(for: meters[index % 1000], at: instant).activeImport
        }
    }

    private func frozenRows() -> Int64 {
        meters.reduce(0) { sum, meter in
            var demands = DemandWalker(model, meter: meter)
            var registers = ProfileWalker(model, meter: meter)
            return (0..<31).reduce(sum) { sum, day in
                let instant = start + .days(Int64(day))
                return sum &+ registers.registers(at: instant).activeImport
                    &+ demands.maximumDemand(at: instant).active.total
            }
        }
    }

    private func profileRows() -> Int64 {
        meters.reduce(0) { sum, meter in
            var walker = ProfileWalker(model, meter: meter)
            return (0..<672).reduce(sum) { sum, row in
                sum &+ walker.row(at: start + .minutes(15 * Int64(row))).activePower
            }
        }
    }

    /// The check sum keeps the optimiser from leaving the work out.
    private static func measure(_ name: String, count: Int, unit: String, _ work: () -> Int64) {
        var checkSum: Int64 = 0
        let took = ContinuousClock().measure { checkSum = work() }
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) * 1e-18
        print("\(name): \(Int(Double(count) / seconds)) \(unit) per second (check \(checkSum))")
    }
}
