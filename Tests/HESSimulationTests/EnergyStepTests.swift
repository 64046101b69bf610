import HESContract
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("Steps of energies")
struct EnergyStepTests {
    private static let window = ("2024-07-10 00:00:00", "2024-07-11 00:00:00")
    private static let energies = ["5069", "5074", "5084", "5089"]

    /// A value of three places, rounded down to two.
    private static func rounded(_ value: String) -> String { value.dropLast() + "0" }

    @Test("of 0.01 round every energy down, the same by every road, and nothing else")
    func everyRoad() throws {
        var (fine, coarse) = (TestWorld(), TestWorld(speaking: ["energyStep": "0.01"]))
        let ask = #""start":"\#(Self.window.0)","end":"\#(Self.window.1)""#
        for cgcode in ["1", "2", "3"] {
            let start = cgcode == "3" ? Self.window.0 : "2024-07-01 00:00:00"
            let usual = fine.history(cgcode, of: "1001,1002", from: start, to: Self.window.1)
            let kept = coarse.history(cgcode, of: "1001,1002", from: start, to: Self.window.1)
            #expect(kept.stamps == usual.stamps)
            for (row, plain) in zip(kept.rows, usual.rows) {
                for (code, value) in plain.values {
                    #expect(row.values[code] == (Self.energies.contains(code) ? Self.rounded(value) : value))
                }
            }
            let pushed = coarse.read(cgcode, of: "1001,1002", window: ask)
            #expect(Set(pushed.rows).isSubset(of: Set(kept.rows)))
        }
        #expect(
            coarse.history("3", from: Self.window.0, to: Self.window.1).rows.contains { $0.values["5069"]?.last == "0" }
        )
    }

    @Test("hold for real-time reads, their rows in history and the truth", arguments: energies)
    func reads(cgcode: String) throws {
        var (fine, coarse) = (TestWorld(), TestWorld(speaking: ["energyStep": "0.01"]))
        let item = try #require(Cgcode(rawValue: cgcode))
        let read = coarse.read(cgcode)
        let meter = try #require(coarse.headEnd.plant.meter("1001"))
        let truth = coarse.headEnd.truth(of: meter).row(item, at: WorldConfiguration.testStart)

        #expect(read.rows.map(\.value) == fine.read(cgcode).rows.map { Self.rounded($0.value) })
        #expect(coarse.history(cgcode, from: "2024-07-11 16:00:00", to: "2024-07-11 17:00:00").rows == read.rows)
        let digits = try #require(Int64(read.rows[0].value.filter { $0 != "." }))
        #expect(truth?.channel.value == .scaled(digits))
    }

    @Test("round down below 0 as well")
    func negative() {
        #expect(
            [-11, -10, -1, 0, 9, 10].map { Dialect.EnergyStep.hundredth.rounded($0) } == [-20, -10, -10, 0, 0, 10]
        )
        #expect(Dialect.EnergyStep.hundredth.rounded(.max) <= .max)
        #expect(Dialect.EnergyStep.thousandth.rounded(-11) == -11)
    }
}
