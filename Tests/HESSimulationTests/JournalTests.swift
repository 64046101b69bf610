import HESContract
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("The journal")
struct JournalTests {
    private static let now = SimulatedInstant(milliseconds: 0)

    private static func call(of meterCount: Int) -> JournalEntry.Kind {
        let devAddrs = (0..<meterCount).map { "\($0)" }
        let call = Call.readSingle(.init(devAddrs: devAddrs, cgcode: .importActiveEnergy))
        return .http(.init(.readSingle, call: call, user: "u", status: 200, code: 200, planID: nil))
    }

    @Test("drops the oldest entries when they name too many meters, and says so")
    func weight() {
        var journal = Journal(capacity: 100, heaviest: 10)
        for _ in 0..<4 { journal.record(Self.call(of: 3), at: Self.now) }
        #expect(journal.entries(from: 0).map(\.sequence) == [2, 3, 4])
        #expect(journal.isTruncated(from: 1) && !journal.isTruncated(from: 2))

        // One that is too heavy alone stays: the newest is always there.
        journal.record(Self.call(of: 11), at: Self.now)
        #expect(journal.entries(from: 0).map(\.sequence) == [5])
    }

    @Test("keeps so many entries and no more, with their numbers, beyond several rounds")
    func capacity() {
        var journal = Journal(capacity: 7)
        for _ in 0..<40 { journal.record(.clock(JournalRemark(.now, about: "2024-07-12 00:00:00")), at: Self.now) }

        #expect(journal.entries(from: 0).map(\.sequence) == Array(34...40))
        #expect(journal.entries(from: 37, atMost: 2).map(\.sequence) == [37, 38])
        #expect(journal.firstSequence == 34 && journal.isTruncated(from: 33))
    }

    @Test(
        "tells the HTTP status that leaves, and none for an answer that never does",
        arguments: [(ReplyShape.Transport.whole, 503), (.truncated(bytes: 1), 503), (.reset, nil), (.hang, nil)]
            as [(ReplyShape.Transport, Int?)]
    )
    func status(transport: ReplyShape.Transport, status: Int?) {
        var configuration = WorldConfiguration.test()
        let shape = Shaped(transport: transport)
        configuration.faults = [FaultRule(id: "r", type: "t", effect: .reply(shape))]
        var world = TestWorld(configuration)
        world.call(.getToken, with: User.demo.login())

        let notes = world.journal.compactMap { entry -> JournalEntry.HTTPNote? in
            if case .http(let note) = entry.kind { note } else { nil }
        }
        #expect(notes.map(\.status) == [status])
        #expect(notes.map(\.user) == ["demo"])
    }

    private struct Shaped: ReplyEffect {
        let transport: ReplyShape.Transport

        func change(_ reply: inout ReplyShape) {
            reply.transport = transport
            reply.status = 503
        }
    }
}

@Suite("A rule about rows with a probability")
struct RowProbabilityTests {
    private static let window = #""start":"2024-07-10 00:00:00","end":"2024-07-11 00:00:00""#

    private struct Rows: RowEffect {
        let presence: RowPresence
    }

    private static func world(_ presence: RowPresence, probability: Double = 0.4) -> TestWorld {
        var rule = FaultRule(id: "r", type: "t", effect: .rows(Rows(presence: presence)))
        rule.when.probability = probability
        var configuration = WorldConfiguration.test()
        configuration.faults = [rule]
        return TestWorld(configuration)
    }

    private static func total(of world: inout TestWorld, page: Int = 1, size: Int = 1000) throws -> Int {
        let token = world.logIn()
        let fields = #""devList":"1001","cgcode":"5022",\#(window),"curPage":\#(page),"pageSize":\#(size)"#
        return try #require(Self.total(in: world.call(.historySingle, with: fields, token: token)))
    }

    private static func total(in answer: String) -> Int? {
        (try? JSONParser.parse(Array(answer.utf8)))?.value.member("data")?.value.member("total")?.value.integer
    }

    @Test(
        "acts on its share of the rows, the same ones in every question",
        arguments: [
            (RowPresence.missing(share: 1), 40...75), (.missing(share: 0.5), 60...90),
            (.late(after: .days(9)), 40...75),
            (.repeated(times: 2), 115...155),
        ]
    )
    func share(presence: RowPresence, expected: ClosedRange<Int>) throws {
        var world = Self.world(presence)
        let total = try Self.total(of: &world)
        #expect(expected.contains(total), "\(total) of 97 rows")
        for page in 1...5 { #expect(try Self.total(of: &world, page: page, size: 20) == total) }
    }

    @Test("acts on all rows with 1 and on none with 0", arguments: [(1.0, 194), (0.0, 97)])
    func ends(probability: Double, total: Int) throws {
        var world = Self.world(.repeated(times: 2), probability: probability)
        #expect(try Self.total(of: &world) == total)
    }
}
