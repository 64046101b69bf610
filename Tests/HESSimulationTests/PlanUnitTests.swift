import HESContract
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("Results that are pushed as units finish")
struct PlanUnitTests {
    private static let second = Timing(perMeterRead: .constant(.seconds(1)))
    private static let start = WorldConfiguration.testStart

    private static func configuration(_ parts: Dialect.PushParts, timing: Timing = second) -> WorldConfiguration {
        var configuration = WorldConfiguration.test(timing: timing)
        configuration.dialect.pushParts = parts
        return configuration
    }

    private static func world(_ parts: Dialect.PushParts, acknowledges: Bool = false) -> TestWorld {
        TestWorld(configuration(parts), acknowledges: acknowledges)
    }

    @Test("a meter's result comes when it is done, with its own status, and the plan ends with the last")
    func perMeter() {
        var world = Self.world(.perMeter)
        let plan = world.plan(.readSingle, with: Self.read("1001,9001,1002,1003"))
        world.advance(.minutes(1))

        #expect(
            Self.told(world) == [
                "+200 02 ", "+1000 00 1001", "+2000 00 1002", "+3000 00 1003",
            ]
        )
        #expect(world.pushes.map { $0.message.part?.count } == [4, 4, 4, 4])
        #expect(Self.phases(of: plan, in: world) == ["accepted +0", "reading +0", "published +3000"])
    }

    @Test("the meters of a DCU come together when the last of them is done, those of none as soon as they may")
    func perDCU() {
        var world = Self.world(.perDcu)
        world.plan(.readSingle, with: Self.read("1001,2001,1002,9001"))
        world.advance(.minutes(1))

        #expect(Self.told(world) == ["+200 02 ", "+1000 00 2001", "+2000 00 1001,1002"])
    }

    @Test("a unit has the rows that the whole result has", arguments: [Dialect.PushParts.perMeter, .perDcu])
    func sameRows(parts: Dialect.PushParts) {
        let days = #""devList":"1001,1002,2001","cgcode":"1","start":"2024-07-09 00:00:00","end":"2024-07-11 00:00:00""#
        var (whole, divided) = (Self.world(.single), Self.world(parts))
        for members in [days, Self.read("1001,1002,2001")] {
            let endpoint: Endpoint = members == days ? .readFrozen : .readSingle
            whole.plan(endpoint, with: members)
            divided.plan(endpoint, with: members)
        }
        whole.advance(.minutes(1))
        divided.advance(.minutes(1))

        #expect(Self.rows(whole).sorted() == Self.rows(divided).sorted())
        #expect(Self.rows(whole).count == 9 + 3)
    }

    @Test("a result that is not about meters, and one of a single meter, comes whole")
    func whole() {
        var world = Self.world(.perMeter)
        world.plan(.readArchive, with: #""dcuNo":"D0""#)
        world.plan(.readSingle, with: Self.read("2001"))
        world.advance(.minutes(1))

        #expect(world.pushes.count == 2)
        #expect(world.pushes.allSatisfy { $0.message.part == nil })
    }

    @Test("child puts the whole result below the topic")
    func child() {
        var world = Self.world(.child)
        let plan = world.plan(.readSingle, with: Self.read("1001,1002"))
        let archive = world.plan(.readArchive, with: #""dcuNo":"D0""#)
        world.advance(.minutes(1))

        #expect(world.pushes.map(\.message.topic).sorted() == ["/T/\(archive)/1", "/T/\(plan)/1"].sorted())
    }

    @Test("an answer that waits for the push waits for the acknowledgement of every unit")
    func answerAfterPush() {
        var configuration = Self.configuration(.perMeter)
        configuration.dialect.pushTiming = .beforeReply
        var world = TestWorld(configuration)
        world.plan(.readSingle, with: Self.read("1001,1002"))
        world.advance(.seconds(1))
        #expect(world.pushes.map(\.message.ticket) == [1])
        #expect(world.settle(ticket: 1) != nil)
        world.advance(.milliseconds(500))
        #expect(Self.releases(world) == 0)
        world.advance(.milliseconds(500))
        #expect(world.pushes.map(\.message.ticket) == [1, 2])
        world.advance(.seconds(5))
        #expect(Self.releases(world) == 0)
        #expect(world.settle(ticket: 2) != nil)
        world.advance(.milliseconds(1))
        #expect(Self.releases(world) == 1)
    }

    @Test("a unit whose push is lost fails the plan, when it ends")
    func loss() throws {
        var world = Self.world(.perMeter)
        let plan = try #require(PlanID(parsing: world.plan(.readSingle, with: Self.read("1001,1002"))))
        world.advance(.seconds(1))
        #expect(world.settle(ticket: 1, failure: "too large for the queue") == plan)
        #expect(world.headEnd.plans.phase(of: plan) == .reading)
        world.advance(.seconds(1))

        #expect(world.headEnd.plans.phase(of: plan) == .failed)
        #expect(world.headEnd.plans.record(of: plan)?.reason == "too large for the queue")
        #expect(world.headEnd.plans.failedCount == 1)
        #expect(world.pushes.count == 2)
    }

    @Test("a plan that is forgotten in its middle pushes nothing more")
    func forgotten() throws {
        var world = Self.world(.perMeter)
        let plan = try #require(PlanID(parsing: world.plan(.readSingle, with: Self.read("1001,1002,1003"))))
        world.advance(.seconds(1))
        world.change { $0.forgetPlans() }
        world.advance(.minutes(1))

        #expect(world.pushes.count == 1)
        #expect(world.headEnd.plans.phase(of: plan) == .failed)
        #expect((world.headEnd.plans.rowsToPush, world.headEnd.plans.rowsInFlight) == (0, 0))
    }

    @Test("a world restored from a snapshot in the middle of a plan pushes the rest", arguments: [1, 2, 3] as [Int64])
    func restored(seconds: Int64) throws {
        let configuration = Self.configuration(.perMeter)
        var left = TestWorld(configuration)
        left.change { $0.keepsPushes = true }
        left.plan(.readSingle, with: Self.read("1001,1002,1003,9001"))
        left.advance(.seconds(seconds))
        let bytes = try WorldSnapshot(of: left.headEnd, mode: .manual).encoded()
        var restored = try Replay(configuration, snapshot: bytes).headEnd

        let effects = restored.advance(to: left.now + .minutes(1))
        let owed = try Replay(configuration, snapshot: bytes).owedPushes
        let rest = effects.compactMap { if case .publish(let message) = $0 { message } else { nil } }
        var whole = TestWorld(configuration)
        whole.plan(.readSingle, with: Self.read("1001,1002,1003,9001"))
        whole.advance(.minutes(2))

        #expect((owed + rest).map(\.payload) == whole.pushes.map(\.payload))
        #expect(rest.count == 3 - Int(seconds))
        #expect(restored.plans.publishedCount == 1)
        #expect(restored.plans.rowsToPush == 0)
    }

    @Test("what is counted as in flight returns to nothing", arguments: [Dialect.PushParts.perMeter, .perDcu])
    func counts(parts: Dialect.PushParts) {
        var world = Self.world(parts, acknowledges: true)
        for _ in 0..<5 { world.plan(.readSingle, with: Self.read("1001,1002,1003,2001,9001")) }
        world.advance(.milliseconds(2500))
        #expect(world.headEnd.plans.inFlightCount == 5)
        world.advance(.minutes(5))

        let plans = world.headEnd.plans
        #expect((plans.inFlightCount, plans.rowsToPush, plans.rowsInFlight, plans.readsInFlight) == (0, 0, 0, 0))
        #expect(plans.publishedCount == 5)
        #expect(world.headEnd.pushes.unacknowledgedCount == 0)
    }

    @Test("a unit that failed is 00 under silentGaps where another meter has answered by then")
    func silentGaps() {
        var configuration = Self.configuration(.perMeter)
        configuration.dialect.statusRule = .silentGaps
        var slow = TestWorld(configuration)
        slow.plan(.readSingle, with: Self.read("9001,1001"))
        slow.advance(.minutes(1))
        configuration.timing = Timing()
        var fast = TestWorld(configuration)
        fast.plan(.readSingle, with: Self.read("9001,1001"))
        fast.advance(.minutes(1))

        #expect(Self.told(slow) == ["+200 02 ", "+1000 00 1001"])
        #expect(Self.told(fast) == ["+200 00 ", "+200 00 1001"])
    }

    // MARK: What was said

    private static func read(_ list: String) -> String { #""devList":"\#(list)","cgcode":"5069""# }

    /// When each push came by the journal, its status and its meters; the payload says the same.
    private static func told(_ world: TestWorld) -> [String] {
        let notes = world.journal.compactMap { entry -> (instant: SimulatedInstant, note: JournalEntry.PushNote)? in
            if case .push(let note) = entry.kind { (entry.instant, note) } else { nil }
        }
        guard notes.count == world.pushes.count else { return ["\(notes.count) noted"] }
        return zip(notes, world.pushes).map { noted, push in
            let (said, told) = (devAddrs(push.payload), noted.note.devAddrs)
            let isSame = said == told && status(push.payload) == noted.note.status.rawValue
            let instant = "+\((noted.instant - start).milliseconds)"
            return
                "\(instant) \(noted.note.status.rawValue) \(told.joined(separator: ","))\(isSame ? "" : ", but pushed \(said)")"
        }
    }

    private static func data(_ payload: [UInt8]) -> JSONValue? {
        (try? JSONParser.parse(payload))?.value.member("data")?.value
    }

    private static func status(_ payload: [UInt8]) -> String { data(payload)?.member("status")?.value.string ?? "none" }

    private static func list(_ payload: [UInt8]) -> [JSONValue] {
        guard case .array(let nodes)? = data(payload)?.member("list")?.value else { return [] }
        return nodes.map(\.value)
    }

    private static func devAddrs(_ payload: [UInt8]) -> [String] {
        list(payload).compactMap { $0.member("devAddr")?.value.string }
    }

    private static func rows(_ world: TestWorld) -> [String] {
        world.pushes.flatMap { list($0.payload) }.map { String(decoding: $0.prettyPrinted, as: UTF8.self) }
    }

    private static func phases(of plan: String, in world: TestWorld) -> [String] {
        world.journal.compactMap { entry in
            guard case .plan(let id, _, let phase) = entry.kind, id.description == plan else { return nil }
            return "\(phase.rawValue) +\((entry.instant - start).milliseconds)"
        }
    }

    private static func releases(_ world: TestWorld) -> Int {
        world.outputs.count { if case .release = $0 { true } else { false } }
    }
}
