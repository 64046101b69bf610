import HESContract
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("First passes")
struct FirstPassTests {
    /// Misses of 20 DCUs with 50 meters each, by DCU and hour, over 10 days.
    private static func misses(of pass: FirstPass, seed: UInt64) -> [Int] {
        (0..<20).flatMap { dcu in
            (0..<240).map { hour in
                (0..<50).count { pass.misses("\(1000 + $0)", behind: "D\(dcu)", inHour: Int64(hour), seed: seed) }
            }
        }
    }

    @Test(
        "the share of (meter, hour) that answers is the link's",
        arguments: [0.97, 0.985, 0.99, 0.6],
        [1, 7] as [UInt64]
    )
    func share(success: Double, seed: UInt64) {
        let misses = Self.misses(of: FirstPass(success: success), seed: seed)
        let share = 1 - Double(misses.reduce(0, +)) / Double(misses.count * 50)
        #expect(abs(share - success) < 0.004 + (1 - success) * 0.04, "\(share)")
    }

    @Test("most hours of a DCU have no miss, and some have many")
    func clusters() {
        let misses = Self.misses(of: Link.plc.firstPass, seed: 1)
        let noisy = misses.count { $0 > 0 }
        #expect((0.08...0.12).contains(Double(noisy) / Double(misses.count)))
        #expect(misses.filter { $0 > 0 }.allSatisfy { (2...30).contains($0) })
    }

    @Test("all or nothing is missed at the ends, and another seed misses others")
    func ends() {
        #expect(Self.misses(of: FirstPass(success: 1), seed: 1).allSatisfy { $0 == 0 })
        #expect(Self.misses(of: FirstPass(success: 0), seed: 1).allSatisfy { $0 == 50 })
        #expect(Self.misses(of: Link.rf.firstPass, seed: 1) != Self.misses(of: Link.rf.firstPass, seed: 2))
    }

    private static func world(_ success: Double?, dcus: [Link] = [.instant], seed: UInt64 = 1) -> TestWorld {
        var configuration = WorldConfiguration.test(links: dcus, metersPerDCU: 50, seed: seed)
        for index in configuration.dcus.indices {
            configuration.dcus[index].firstPass = success.map { FirstPass(success: $0) }
        }
        return TestWorld(configuration, acknowledges: true)
    }

    private static let everyone = (1001...1050).map { "\($0)" }

    /// The numbers that a plan brings no row of.
    private static func missing(in world: inout TestWorld, of meters: [String] = everyone) throws -> [String] {
        let plan = world.plan(.readSingle, with: #""devList":"\#(meters.joined(separator: ","))","cgcode":"5069""#)
        world.advance(.minutes(1))
        let payload = try #require(world.payload(of: plan))
        return meters.filter { !payload.contains(#""\#($0)""#) }
    }

    @Test("a plan lacks the meters that the first pass misses, and the next plan of the hour has them")
    func laterPlan() throws {
        var world = Self.world(0.5)
        var missed = 0
        for _ in 0..<24 {
            let missing = try Self.missing(in: &world)
            missed += missing.count
            if !missing.isEmpty { #expect(try Self.missing(in: &world, of: missing) == []) }
            #expect(try Self.missing(in: &world) == [])
            world.advance(.minutes(57))
        }
        #expect((0.3...0.7).contains(Double(missed) / (24 * 50)), "\(missed)")
    }

    @Test("the plan says which meters the first pass has missed, and a breaker that was not reached did not move")
    func reasons() throws {
        var world = Self.world(0)
        let plan = world.plan(.relay, with: #""devList":"1001,1002","controlMode":1"#)
        world.advance(.minutes(1))
        let id = try #require(PlanID(parsing: plan))
        let meters = try #require(world.headEnd.plans.record(of: id)?.meters)
        let outcomes = meters.map { "\($0.outcome)" }
        #expect(
            outcomes == [
                "failed(HESSimulation.ReadFailure.missedPass)", "failed(HESSimulation.ReadFailure.missedPass)",
            ]
        )
        let meter = try #require(world.headEnd.plant.meter("1001"))
        #expect("\(world.headEnd.breaker(of: meter.devAddr))" == "closed")
    }

    @Test("who is missed depends on no other call, and not on the order of meters")
    func order() throws {
        var (forward, backward) = (Self.world(0.5), Self.world(0.5))
        backward.plan(.readSingle, with: #""devList":"9001","cgcode":"5069""#)
        let backwards = Self.everyone.reversed().map { $0 }
        for _ in 0..<10 {
            #expect(try Self.missing(in: &forward) == Self.missing(in: &backward, of: backwards).reversed())
            forward.advance(.hours(1))
            backward.advance(.hours(1))
        }
    }

    @Test("a missed read takes as long as one that answers, so that a plan's end stays")
    func duration() throws {
        var (plain, missed) = (Self.world(nil, dcus: [.plc]), Self.world(0, dcus: [.plc]))
        let members = #""devList":"\#(Self.everyone.joined(separator: ","))","cgcode":"5069""#
        plain.plan(.readSingle, with: members)
        missed.plan(.readSingle, with: members)
        plain.advance(.hours(1))
        missed.advance(.hours(1))
        #expect(plain.pushes.map(\.instant) == missed.pushes.map(\.instant))
    }

    @Test("a world restored from a snapshot knows whom a plan has missed")
    func snapshot() throws {
        var world = Self.world(0)
        #expect(try Self.missing(in: &world, of: ["1001", "1002"]) == ["1001", "1002"])
        let bytes = try WorldSnapshot(of: world.headEnd, mode: nil).encoded()
        let replay = try Replay(world.headEnd.configuration, snapshot: bytes)
        #expect(replay.headEnd.standings(of: ["1001", "1003"]).map(\.state) == [.read, .unreachable])
        #expect(try WorldSnapshot(of: replay.headEnd, mode: nil).encoded() == bytes)
    }
}
