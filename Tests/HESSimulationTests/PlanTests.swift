import HESContract
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("Plans")
struct PlanTests {
    private static let second = Timing(perMeterRead: .constant(.seconds(1)))

    @Test("the push comes 200 ms after the answer, once")
    func pushDelay() {
        var world = TestWorld()
        let plan = world.plan(.readSingle, with: #""devList":"1001","cgcode":"5069""#)

        world.advance(.milliseconds(199))
        #expect(world.payload(of: plan) == nil)
        world.advance(.milliseconds(1))
        #expect(world.payload(of: plan) != nil)
        world.advance(.days(1))
        #expect(world.pushes.map(\.message.planID.description) == [plan])
    }

    @Test(
        "meters of one DCU are read one after another, DCUs beside each other",
        arguments: [
            ("1001,1002,1003", 3), ("1001,2001", 1), ("1001,1002,2001,2002,2003", 3),
        ] as [(String, Int64)]
    )
    func serialAndParallel(meters: String, seconds: Int64) throws {
        var world = TestWorld(.test(timing: Self.second))
        let plan = world.plan(.readSingle, with: #""devList":"\#(meters)","cgcode":"5069""#)
        world.advance(.seconds(60))

        #expect(world.headEnd.plans.phase(of: try #require(PlanID(parsing: plan))) == .published)
        let entries = world.headEnd.journal.entries(from: 1)
        let push = entries.first { $0.kind.name == "push" }
        #expect(push?.instant == WorldConfiguration.testStart + .seconds(seconds))
    }

    @Test("a second plan waits for the DCU's medium, cellular meters do not wait")
    func busyMedium() {
        var shared = TestWorld(.test(timing: Self.second))
        shared.plan(.readSingle, with: #""devList":"1001,1002","cgcode":"5069""#)
        let second = shared.plan(.readSingle, with: #""devList":"1003","cgcode":"5069""#)
        shared.advance(.milliseconds(2999))
        #expect(shared.payload(of: second) == nil)
        shared.advance(.milliseconds(1))
        #expect(shared.payload(of: second) != nil)

        var cellular = TestWorld(.test(links: [.cellular], timing: Self.second))
        let plan = cellular.plan(.readSingle, with: #""devList":"1001,1002,1003","cgcode":"5069""#)
        cellular.advance(.seconds(1))
        #expect(cellular.payload(of: plan) != nil)
    }

    @Test(
        "every meter present is 00, some 01, none 02 with an empty list",
        arguments: [
            ("1001,1002", "00", 2), ("1001,77,9001,9002", "01", 1), ("77,9001,9002", "02", 0),
        ]
    )
    func status(meters: String, status: String, rows: Int) throws {
        var world = TestWorld()
        let plan = world.plan(.readSingle, with: #""devList":"\#(meters)","cgcode":"5069""#)
        world.advance(.seconds(1))

        let push = try JSONParser.parse(Array(try #require(world.payload(of: plan)).utf8)).value.member("data")?.value
        guard case .array(let list)? = push?.member("list")?.value else {
            Issue.record("the push has no list")
            return
        }
        #expect(push?.member("status")?.value.string == status)
        #expect(list.count == rows)
    }

    @Test("a read that reaches its time-out fails, and takes its time")
    func timeout() throws {
        let never = Timing(perMeterRead: .exponential(mean: .hours(9), max: .seconds(2)))
        var world = TestWorld(.test(timing: never))
        let plan = world.plan(.readSingle, with: #""devList":"1001,1002","cgcode":"5069""#)
        world.advance(.milliseconds(3999))
        #expect(world.payload(of: plan) == nil)
        world.advance(.milliseconds(1))

        #expect(world.payload(of: plan) == #"{"planId":"\#(plan)","data":{"status":"02","list":[]}}"#)
    }

    @Test("a plan over 200 PLC meters takes 13 to 25 simulated minutes", arguments: 1...5 as ClosedRange<UInt64>)
    func plcPlan(seed: UInt64) throws {
        var world = TestWorld(.test(links: [.plc], metersPerDCU: 200, seed: seed))
        let meters = (0..<200).map { MeterNumbers.number("1001", plus: $0) }.joined(separator: ",")
        let plan = world.plan(.readSingle, with: #""devList":"\#(meters)","cgcode":"5069""#)
        while world.payload(of: plan) == nil, world.now < WorldConfiguration.testStart + .hours(1) {
            world.advance(.seconds(1))
        }

        let took = try #require(world.push(of: plan)).instant - WorldConfiguration.testStart
        #expect((.minutes(13)...(.minutes(25))).contains(took), "\(took.milliseconds / 1000) s")
    }

    @Test("a plan ends at its limit, and what has not answered by then has failed")
    func limit() throws {
        var world = TestWorld(.test(timing: Timing(perMeterRead: .constant(.minutes(20)))))
        let plan = world.plan(.readSingle, with: #""devList":"1001,1002,1003","cgcode":"5069""#)
        world.advance(.minutes(30) - .milliseconds(1))
        #expect(world.payload(of: plan) == nil)
        world.advance(.milliseconds(1))

        #expect(try #require(world.payload(of: plan)).contains(#""status":"01""#))
        #expect(world.headEnd.plans.readsInFlight == 0)
    }

    @Test("a plan of more rows than the bound is refused, one of as many is not")
    func rowBound() {
        var limits = Limits()
        #expect(limits.maxRowsPerPlan == 100_000)
        limits.maxRowsPerPlan = 6
        var world = TestWorld(.test(limits: limits))
        let day = #""cgcode":"1","start":"2024-07-08 00:00:00","end":"2024-07-10 23:59:59""#

        #expect(world.plan(.readFrozen, with: #""devList":"1001,1002",\#(day)"#).hasPrefix("P00"))
        #expect(world.plan(.readFrozen, with: #""devList":"1001,1002,1003",\#(day)"#) == Self.tooMany(6))
    }

    @Test("an archive of more meters than the bound of rows is refused")
    func archiveBound() {
        var limits = Limits()
        limits.maxRowsPerPlan = 5
        // D0's archive has six meters, D1's five.
        var world = TestWorld(.test(limits: limits))

        #expect(world.plan(.readArchive, with: #""dcuNo":"D0""#) == Self.tooMany(5))
        #expect(world.plan(.readArchive, with: #""dcuNo":"D1""#).hasPrefix("P00"))
    }

    /// A lasting refusal, which a client must not repeat as it repeats a busy one.
    private static func tooMany(_ limit: Int) -> String { #"{"code":500,"msg":"plan has more than \#(limit) rows"}"# }

    @Test("plans beyond the bound are refused as busy")
    func bound() {
        var world = TestWorld(.test(limits: Limits(maxPlansInFlight: 2)))
        world.plan(.readArchive, with: #""dcuNo":"D0""#)
        world.plan(.readArchive, with: #""dcuNo":"D0""#)

        #expect(world.plan(.readArchive, with: #""dcuNo":"D0""#) == #"{"code":500,"msg":"system busy"}"#)
        world.advance(.seconds(1))
        #expect(world.plan(.readArchive, with: #""dcuNo":"D0""#).hasPrefix("P003_"))
    }

    @Test("a delayed answer delays the push with it")
    func replyDelay() {
        let timing = Timing(replyDelay: .constant(.seconds(2)))
        var world = TestWorld(.test(timing: timing))
        let token = world.logIn()
        let answer = world.call(.readArchive, with: #""dcuNo":"D0""#, token: token)
        let plan = answer.dataMember("planId") ?? ""
        world.advance(.milliseconds(2199))
        #expect(world.payload(of: plan) == nil)
        world.advance(.milliseconds(1))

        #expect(world.payload(of: plan) != nil)
    }

    @Test("the journal tells a plan's life in order")
    func journal() {
        var world = TestWorld()
        world.plan(.readSingle, with: #""devList":"1001","cgcode":"5069""#)
        world.advance(.seconds(1))
        let isKnown = world.settle(ticket: 1)

        let kinds = world.headEnd.journal.entries(from: 1).map(\.kind.name)
        #expect(isKnown != nil)
        #expect(kinds == ["token", "http", "plan", "plan", "http", "push", "plan", "puback"])
    }
}
