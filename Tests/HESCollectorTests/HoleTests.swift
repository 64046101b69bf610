import HESCollector
import HESContract
import HESReferenceClient
import SimulationKernel
import Testing

@Suite("What the collector finds missing")
struct HoleTests {
    private static let start = Shared.instant("2024-07-11 17:00:00").milliseconds
    private static let hour: Int64 = 3_600_000
    private let finder = HoleFinder(zone: .plusEight)

    private static func meter(_ devAddr: String) -> KnownMeter {
        KnownMeter(devAddr: devAddr, dcuNo: "1", since: start, interval: 60)
    }

    private static func rows(of devAddr: String, at stamp: Int64, without lacking: Cgcode? = nil) -> [Row] {
        Cgcode.loadProfile.channels.filter { $0 != lacking }.map {
            Row(devAddr: devAddr, cgcode: $0.rawValue, timestamp: stamp, value: "1.000", unit: "kWh")
        }
    }

    @Test("a freeze that lacks one channel is a hole; a complete one is none")
    func oneChannel() {
        var values = ValueBook()
        _ = values.put(Self.rows(of: "1", at: Self.start))
        _ = values.put(Self.rows(of: "1", at: Self.start + Self.hour, without: .activePowerTotal))
        let holes = finder.holes(
            .loadProfile,
            of: [Self.meter("1")],
            in: values,
            from: Self.start,
            through: Self.start + 2 * Self.hour
        )

        #expect(holes == [Hole(devAddr: "1", stamps: [Self.start + Self.hour, Self.start + 2 * Self.hour])])
    }

    @Test("nothing is asked of the time before a meter was known")
    func beforeItsTime() {
        let stamps = finder.freezes(
            .loadProfile,
            of: Self.meter("1"),
            from: Self.start - 5 * Self.hour,
            through: Self.start + Self.hour
        )

        #expect(stamps == [Self.start, Self.start + Self.hour])
    }

    @Test("meters that lack the same span are read in one call")
    func rounds() {
        let rounds = ReadRound.rounds(for: [
            Hole(devAddr: "1", stamps: [1, 2]), Hole(devAddr: "2", stamps: [2]), Hole(devAddr: "3", stamps: [1, 2]),
        ])

        #expect(rounds.map(\.meters) == [["1", "3"], ["2"]])
        #expect(rounds.map(\.first) == [1, 2])
    }

    @Test("the interval of a meter is the least distance of its stamps, though rows are missing between others")
    func interval() {
        let quarter: Int64 = 900_000

        #expect(HoleFinder.interval(ofStamps: [0, 4 * quarter, 5 * quarter, 9 * quarter]) == 15)
        #expect(HoleFinder.interval(ofStamps: [0]) == nil)
    }

    @Test("an archive that lost a number and gained one shows both")
    func archives() {
        let change = ArchiveChange(archive: ["1", "9", "3"], known: ["1", "2", "3"])

        #expect(change.added == ["9"])
        #expect(change.removed == ["2"])
        #expect(ArchiveChange(archive: ["1"], known: ["1"]).isEmpty)
    }

    @Test("the breaker round takes another meter each time, and begins with the first DCU's seventh")
    func breakerRound() {
        let groups = ["1", "2"].map { dcu in
            (dcuNo: dcu, meters: (0..<10).map { KnownMeter(devAddr: "\(dcu)-\($0)", dcuNo: dcu, since: 0) })
        }
        let round = BreakerRound(zone: .plusEight, start: Shared.instant("2024-07-11 16:50:00"))
        let chosen = ["2024-07-11 17:20:00", "2024-07-12 10:20:00", "2024-07-12 17:20:00"].map {
            round.meter(of: groups, at: Shared.instant($0))?.devAddr
        }

        #expect(chosen == ["1-6", "2-7", "1-7"])
        #expect(round.meter(of: [], at: Shared.instant("2024-07-11 17:20:00")) == nil)
    }
}
