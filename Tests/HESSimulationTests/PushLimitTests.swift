import HESContract
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("Pushes larger than limits.maxPushBytes")
struct PushLimitTests {
    private static let nights = #""start":"2024-07-02 00:00:00","end":"2024-07-11 00:00:00""#
    private static let billing = #""devList":"1001,1002,1003,2001,2002","cgcode":"1","# + nights
    private static let profile =
        #""devList":"1001","cgcode":"3","start":"2024-07-09 00:00:00","end":"2024-07-11 00:00:00""#

    /// A world that has published the result of a read of §3.2.
    private static func world(
        _ members: String = billing,
        limit: Int?,
        overflow: Dialect.PushOverflow = .parts,
        parts: Dialect.PushParts = .single
    ) -> TestWorld {
        var configuration = WorldConfiguration.test()
        configuration.limits.maxPushBytes = limit
        (configuration.dialect.pushOverflow, configuration.dialect.pushParts) = (overflow, parts)
        var world = TestWorld(configuration)
        world.change { $0.keepsPushes = true }
        world.plan(.readFrozen, with: members)
        world.advance(.minutes(1))
        return world
    }

    @Test(
        "parts fit, and together have the rows of the whole in their order",
        arguments: [billing, profile],
        [2000, 4000, 10_000, 15_000]
    )
    func parts(members: String, limit: Int) {
        let (whole, divided) = (Self.world(members, limit: nil), Self.world(members, limit: limit))

        #expect(divided.pushes.count > 1)
        #expect(divided.pushes.allSatisfy { $0.payload.count <= limit })
        #expect(divided.pushes.flatMap { Self.rows($0.payload) } == Self.rows(whole.pushes[0].payload))
        #expect(divided.pushes.allSatisfy { Self.status($0.payload) == "00" })
        #expect(Set(divided.pushes.map(\.message.topic)) == Set(whole.pushes.map(\.message.topic)))
        #expect(Self.phases(divided) == ["accepted", "reading", "published"])
    }

    @Test("a push of exactly the limit leaves whole, one of a byte more does not")
    func boundary() {
        let size = Self.world(limit: nil).pushes[0].payload.count

        #expect(Self.world(limit: size).pushes.count == 1)
        #expect(Self.world(limit: size - 1).pushes.count == 2)
    }

    @Test("drop lets nothing leave, and the plan fails with the reason")
    func drop() throws {
        let world = Self.world(limit: 4000, overflow: .drop)
        let reason = try #require(world.headEnd.plans.records(atMost: 1) { _, _ in true }.first?.reason)

        #expect(world.pushes.isEmpty)
        #expect(reason.contains("larger than limits.maxPushBytes (4000)"))
        #expect(Self.phases(world) == ["accepted", "reading", "failed"])
        #expect(world.journal.contains { if case .pushFailed(_, 0, reason) = $0.kind { true } else { false } })
    }

    @Test("failure pushes 02 without rows, and the journal says so")
    func failure() {
        let world = Self.world(limit: 4000, overflow: .failure)
        let notes = world.journal.compactMap { if case .push(let note) = $0.kind { note } else { nil } }

        #expect(world.pushes.count == 1)
        #expect(world.pushes.map { Self.status($0.payload) } == ["02"])
        #expect(world.pushes.allSatisfy { Self.rows($0.payload).isEmpty })
        #expect(notes.map(\.status) == [.failure])
        #expect(notes.map(\.devAddrs) == [[]])
        #expect(Self.phases(world) == ["accepted", "reading", "published"])
    }

    @Test("a result that fits is the same under every value", arguments: Dialect.PushOverflow.allCases)
    func fits(overflow: Dialect.PushOverflow) {
        let whole = Self.world(limit: nil)

        #expect(Self.world(limit: 1 << 20, overflow: overflow).pushes.map(\.payload) == whole.pushes.map(\.payload))
    }

    @Test("one row that does not fit is lost visibly")
    func oneRow() {
        let world = Self.world(limit: 256)

        #expect(world.pushes.isEmpty)
        #expect(Self.phases(world) == ["accepted", "reading", "failed"])
    }

    @Test("an archive is divided by rows")
    func archive() {
        var configuration = WorldConfiguration.test(metersPerDCU: 40)
        configuration.limits.maxPushBytes = 1000
        var world = TestWorld(configuration)
        world.plan(.readArchive, with: #""dcuNo":"D0""#)
        world.advance(.seconds(1))
        let noted = world.journal.flatMap { if case .push(let note) = $0.kind { note.devAddrs } else { [] } }

        #expect(world.pushes.count > 3)
        #expect(world.pushes.allSatisfy { $0.payload.count <= 1000 && Self.status($0.payload) == "00" })
        #expect(world.pushes.flatMap { Self.rows($0.payload) }.count == 41)
        #expect(noted.count == 41)
    }

    @Test("a unit that is too large fails its plan under drop, the others leave")
    func units() {
        let one = #""devList":"1001,9001","cgcode":"1","# + Self.nights
        let world = Self.world(one, limit: 2000, overflow: .drop, parts: .perMeter)

        #expect(world.pushes.map { Self.status($0.payload) } == ["02"])
        #expect(Self.phases(world).last == "failed")
    }

    @Test("pushes of a snapshot have the bytes that left", arguments: [Dialect.PushOverflow.parts, .failure])
    func restored(overflow: Dialect.PushOverflow) throws {
        for members in [Self.billing, Self.profile] {
            let world = Self.world(members, limit: 4000, overflow: overflow)
            let bytes = try WorldSnapshot(of: world.headEnd, mode: nil).encoded()
            let replay = try Replay(world.headEnd.configuration, snapshot: bytes)

            #expect(replay.owedPushes.map(\.payload) == world.pushes.map(\.payload))
        }
    }

    private static func data(_ payload: [UInt8]) -> JSONValue? {
        (try? JSONParser.parse(payload))?.value.member("data")?.value
    }

    private static func status(_ payload: [UInt8]) -> String { data(payload)?.member("status")?.value.string ?? "none" }

    private static func rows(_ payload: [UInt8]) -> [String] {
        guard case .array(let nodes)? = data(payload)?.member("list")?.value else { return [] }
        return nodes.map { String(decoding: $0.value.prettyPrinted, as: UTF8.self) }
    }

    private static func phases(_ world: TestWorld) -> [String] {
        world.journal.compactMap { if case .plan(_, _, let phase) = $0.kind { phase.rawValue } else { nil } }
    }
}
