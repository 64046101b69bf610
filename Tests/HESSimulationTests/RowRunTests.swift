import HESContract
import SimulationKernel
import SimulationTestSupport
import Testing

@testable import HESSimulation

@Suite("The rows of a run")
struct RowRunTests {
    @Test("at ascending places are those of the whole run, in stretches of every kind")
    func places() throws {
        let run = try Self.run()
        let all = run.rows()
        #expect(all.count == run.count && all.count > 40)

        for step in 1...7 {
            for first in 0..<step {
                let places = Array(stride(from: first, to: all.count, by: step))
                #expect(run.rows(at: places) == places.map { all[$0] })
            }
        }
        #expect(run.rows(at: []) == [])
    }

    /// Plain stretches on both sides of a single reading, then copied rows, masked ones and plain ones again.
    private static func run() throws -> RowRun {
        let configuration = WorldConfiguration.test()
        let meter = MeterSnapshot(try #require(HeadEnd(configuration).plant.meter("1001")))
        let grid = RowGrid(freezes: .profile(minutes: 15), zone: configuration.zone)
        let first = grid.indices(from: configuration.start, through: configuration.start + .hours(24)).lowerBound
        var run = RowRun(meter: meter, grid: grid)
        run.append(.stretch(RowRun.Stretch(indices: first..<first + 6)))
        run.append(.spot(RowInstant(instant: grid.instant(of: first + 6) - .minutes(1))))
        run.append(.stretch(RowRun.Stretch(indices: first + 6..<first + 11)))
        run.append(.stretch(RowRun.Stretch(indices: first + 11..<first + 15, copies: 3)))
        let mask = RowMask.collected(0.5, seed: 1, devAddr: "1001")
        run.append(.stretch(RowRun.Stretch(indices: first + 15..<first + 45, masks: [mask])))
        run.append(.stretch(RowRun.Stretch(indices: first + 45..<first + 52)))
        return run
    }
}
