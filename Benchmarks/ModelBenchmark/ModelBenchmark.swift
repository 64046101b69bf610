import HESMeterModel
import SimulationKernel

/// Prints how fast the load model answers, and what questions about history cost, on one core.
///
/// `swift run -c release model-benchmark [TEXT]` measures only the figures whose names hold the text.
@main
struct ModelBenchmark {
    private let model: MeterModel
    private let start: SimulatedInstant
    private let meters: [Meter]

    static func main() {
        let measurement = Measurement(wanted: CommandLine.arguments.dropFirst().first ?? "")
        measurement.rate("first model of a process", count: 1, unit: "models") {
            Int64(MeterModel(seed: 1, zone: .plusEight).zone.name.utf8.count)
        }
        for base in LoadProfile.Base.allCases { ModelBenchmark(base).run(base.rawValue, measurement) }
        HistoryBenchmark.run(measurement)
    }

    private init(_ base: LoadProfile.Base) {
        let june = CivilDate(dayNumber: 19_875)
        model = MeterModel(seed: 1, zone: .plusEight, era: june)
        start = model.zone.startOfDay(june)
        meters = (0..<1000).map { Meter(devAddr: "0000\(10_000_000 + $0)", profile: .standard(base)) }
    }

    private func run(_ name: String, _ measurement: Measurement) {
        measurement.rate("\(name): registers at random instants", count: 1_000_000, unit: "evaluations", registers)
        measurement.rate("\(name): daily frozen rows with demand", count: 31_000 * 8, unit: "values", frozenRows)
        measurement.rate("\(name): load-profile rows", count: 1000 * 672 * 6, unit: "values", profileRows)
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
                    &+ demands.billedDemand(at: instant)[0]
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
}
