import Foundation
import HESContract
import HESScenario
import HESSimulation
import SimulationKernel
import Testing

@Suite struct `A world restored from a snapshot` {
    @Test(arguments: Repository.scenarioFiles.enumerated().map { ($1, UInt64($0)) })
    func `goes on as the one that was left`(file: String, seed: UInt64) throws {
        let reading = Scenario.read(try Repository.bytes("scenarios/\(file)"), file: file, now: Repository.instant)
        let configuration = try #require(reading.scenario?.worlds.first)
        var morning = RandomInputs(configuration, seed: seed)
        var left = Replay(configuration)
        var restored = left
        for step in 0..<120 {
            let input = morning.next(in: left)
            var tried = left
            // A rejected call leaves no trace and is no input.
            guard (try? tried.apply(input)) != nil else { continue }
            left = tried
            try restored.apply(input)
            guard step % 17 == 16 else { continue }
            restored = try Replay(configuration, snapshot: WorldSnapshot(of: restored.headEnd, mode: nil).encoded())
        }
        let (expected, actual) = (left.headEnd, restored.headEnd)
        #expect(restored.owedPushes.map(\.payload) == left.owedPushes.map(\.payload))
        #expect(restored.owedPushes.map(\.topic) == left.owedPushes.map(\.topic))
        #expect(restored.tokens.map(\.token) == left.tokens.map(\.token))
        #expect(restored.highWater == left.highWater)
        let bytes = try WorldSnapshot(of: expected, mode: nil).encoded()
        #expect(try WorldSnapshot(of: actual, mode: nil).encoded() == bytes)
        #expect(expected.journal.nextSequence > 60)
    }

    @Test func `is refused when the snapshot has another layout, is cut off or is of another scenario`() throws {
        let configuration = try Self.world("demo.json")
        let bytes = try WorldSnapshot(of: HeadEnd(configuration), mode: .manual).encoded()
        #expect(throws: SnapshotError(reason: "it has layout 10, this hes-sim reads 5")) {
            try Replay(configuration, snapshot: [WorldSnapshot.layout * 4].map { UInt8($0) } + bytes.dropFirst())
        }
        for length in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: (any Error).self) { try Replay(configuration, snapshot: Array(bytes[..<length])) }
        }
        let withRules = try WorldSnapshot(of: HeadEnd(try Self.world("F05-relay-refused.json")), mode: nil).encoded()
        #expect(throws: SnapshotError(reason: "there is no rule 'keep-power' in the scenario")) {
            try Replay(configuration, snapshot: withRules)
        }
    }

    @Test(arguments: ["F30-push-mangled", "roll-out-week"])
    func `has the layout of its number: another one needs another number`(scenario: String) throws {
        let configuration = try Self.world("\(scenario).json")
        let path = "fixtures/snapshots/\(scenario).bin"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            var (inputs, replay) = (RandomInputs(configuration, seed: 1), Replay(configuration))
            for _ in 0..<90 {
                var tried = replay
                if (try? tried.apply(inputs.next(in: replay))) != nil { replay = tried }
            }
            let bytes = try WorldSnapshot(of: replay.headEnd, mode: .scaled(60)).encoded()
            try Data(bytes).write(to: Repository.root.appending(path: path))
        }
        let golden = try Repository.bytes(path)
        let replay = try Replay(configuration, snapshot: golden)
        #expect(try WorldSnapshot(of: replay.headEnd, mode: replay.mode).encoded() == golden)
    }

    private static func world(_ file: String) throws -> WorldConfiguration {
        let bytes = try Repository.bytes("scenarios/\(file)")
        return try #require(Scenario.read(bytes, file: file, now: Repository.instant).scenario?.worlds.first)
    }
}

/// Inputs as clients and brokers give them, drawn from a seed.
struct RandomInputs {
    private let configuration: WorldConfiguration
    private let meters: [String]
    private var hash: SeededHash
    private var drawn: UInt64 = 0
    private var instant: SimulatedInstant

    init(_ configuration: WorldConfiguration, seed: UInt64) {
        self.configuration = configuration
        hash = SeededHash(seed: seed)
        instant = configuration.start
        let numbers = configuration.meterGroups.map(\.first) + ["999999999999"]
        meters = Array(numbers.prefix(12))
    }

    private mutating func draw(below count: Int) -> Int {
        drawn += 1
        return hash.about(drawn).index(below: count)
    }

    mutating func next(in world: Replay) -> RecordedInput {
        let span = draw(below: 4) == 0 ? 900_000 : 900
        instant = max(instant, world.instant) + .milliseconds(Int64(draw(below: span)))
        let owed = world.owedPushes
        let kind: RecordedInput.Kind
        switch draw(below: 10) {
        case 0...2 where !owed.isEmpty:
            let ticket = owed[draw(below: owed.count)].ticket
            kind = .settle(ticket: ticket, failure: draw(below: 5) == 0 ? "the broker is gone" : nil)
        case 3: kind = .clock
        default: kind = call(in: world)
        }
        return RecordedInput(tenantCode: configuration.tenantCode, instant: instant, kind: kind)
    }

    private mutating func call(in world: Replay) -> RecordedInput.Kind {
        let user = configuration.users[draw(below: configuration.users.count)]
        guard let token = world.tokens.last?.token, draw(below: 12) > 0 else {
            let login = """
                {"tenantCode":"\(configuration.tenantCode)","username":"\(user.username)",\
                "password":"\(user.password)","secretKey":"\(user.secretKey)"}
                """
            return .call(.getToken, headerToken: nil, body: Array(login.utf8))
        }
        let endpoint = Endpoint.allCases[1 + draw(below: Endpoint.allCases.count - 1)]
        let fields = fields(of: endpoint)
        return .call(endpoint, headerToken: token, body: Array(#"{"token":"\#(token)",\#(fields)}"#.utf8))
    }

    private mutating func fields(of endpoint: Endpoint) -> String {
        let list = (0...draw(below: 3)).map { _ in meters[draw(below: meters.count)] }.joined(separator: ",")
        let number = configuration.dcus.isEmpty ? "D" : configuration.dcus[draw(below: configuration.dcus.count)].dcuNo
        let day = configuration.zone.civilTime(at: configuration.start).date
        let window = #""start":"\#(day) 00:00:00","end":"\#(day) 23:59:59""#
        let page = #""curPage":1,"pageSize":20"#
        let single = ["5069", "5050", "5022"][draw(below: 3)]
        switch endpoint {
        case .getToken: return ""
        case .readFrozen: return #""devList":"\#(list)","cgcode":"\#(1 + draw(below: 3))",\#(window)"#
        case .readSingle: return #""devList":"\#(list)","cgcode":"\#(single)""#
        case .historyFrozen: return #""devList":"\#(list)","cgcode":"\#(1 + draw(below: 3))",\#(window),\#(page)"#
        case .historySingle: return #""devList":"\#(list)","cgcode":"\#(single)",\#(window),\#(page)"#
        case .relay: return #""devList":"\#(list)","controlMode":\#(1 + draw(below: 2))"#
        case .readArchive: return #""dcuNo":"\#(number)""#
        case .addArchive:
            return
                #""dcuNo":"\#(number)","archives":[{"devAddr":"\#(meters[draw(below: meters.count)])","status":"1"}]"#
        case .removeArchive: return #""dcuNo":"\#(number)","archives":["\#(meters[draw(below: meters.count)])"]"#
        }
    }
}
