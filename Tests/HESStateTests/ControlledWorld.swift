import HESContract
import HESRuntime
import HESScenario
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@testable import HESState

/// A world that is kept in a file, on which calls, the broker and the control API act as a seed says, through several lives of
/// its process.
struct ControlledWorld {
    /// What the control API and the clients do, each as likely as the others.
    enum Step: CaseIterable {
        case call, callAgain, settle, move, setMode, arm, disarm, revoke, reset, replace, snapshot, stop, kill
    }

    private let path: String
    private let initial: InitialWorld
    private var choices: Choices
    private let forgotten: ForgetfulRecorder.Choice?
    private var life: Life
    /// How often each step changed something.
    private(set) var taken: [Step: Int] = [:]

    private struct Life {
        let file: StateFile
        let recorder: StateRecorder
        let test: TestSimulator
        /// That of a world which replaced the scenario's.
        var startMode: ClockMode
    }

    /// Inputs that are `forgotten` are not recorded: the next life then differs from the one that was left.
    init(_ path: String, seed: UInt64, forgotten: ForgetfulRecorder.Choice? = nil) throws {
        self.path = path
        self.forgotten = forgotten
        choices = Choices(seed: seed)
        let scenario = try Self.scenario(tenantCode: "T", start: "2024-07-11 16:20:00")
        initial = InitialWorld(
            try #require(scenario.replacement?.configuration),
            fingerprint: ScenarioFingerprint(scenario: [], seed: 1)
        )
        life = try Self.begin(path, initial, forgotten: forgotten)
    }

    /// - Throws: for a file that does not lead to the world that was left.
    mutating func take(_ step: Step) async throws {
        let world = try #require(life.test.simulator.worlds.first)
        let isTaken: Bool
        switch step {
        case .call, .callAgain: isTaken = call(world)
        case .settle: isTaken = settle(world)
        case .move:
            await move(world)
            isTaken = true
        case .setMode:
            _ = try? await world.command(.setMode(.manual), patience: .zero)
            isTaken = true
        case .arm: isTaken = arm(in: world)
        case .disarm: isTaken = disarm(in: world)
        case .revoke: isTaken = world.revokeTokens(of: choices.once(in: 2) ? "demo" : nil) > 0
        case .reset: isTaken = reset(world)
        case .replace: isTaken = try replace(world)
        case .snapshot:
            world.recordSnapshot()
            isTaken = true
        case .stop:
            try await stop(world)
            isTaken = true
        case .kill:
            try await kill(world)
            isTaken = true
        }
        if isTaken { taken[step, default: 0] += 1 }
    }

    mutating func takeAny() async throws {
        try await take(choices.element(of: Step.allCases))
    }

    // MARK: Clients and the broker

    /// A call that is an input: accepted calls are.
    private mutating func call(_ world: World) -> Bool {
        let (token, configuration) = world.read { headEnd, _ in
            (headEnd.tokens.live(at: headEnd.now).last?.token, headEnd.configuration)
        }
        guard let token, !choices.once(in: 6) else {
            life.test.call(.getToken, with: configuration.users[0].login(tenantCode: configuration.tenantCode))
            return true
        }
        let meter = choices.element(of: configuration.meterGroups.map(\.first))
        let (endpoint, members): (Endpoint, String) = choices.element(of: [
            (.readSingle, #""devList":"\#(meter)","cgcode":"5069""#),
            (.readSingle, #""devList":"\#(meter)","cgcode":"5069""#),
            (.relay, #""devList":"\#(meter)","controlMode":1"#),
            (
                .readFrozen,
                #""devList":"\#(meter)","cgcode":"1","start":"2024-07-09 00:00:00","end":"2024-07-11 00:00:00""#
            ),
            (.removeArchive, #""dcuNo":"D","archives":["\#(meter)"]"#),
        ])
        life.test.call(endpoint, with: members, token: token)
        return true
    }

    private mutating func settle(_ world: World) -> Bool {
        let owed = world.read { headEnd, _ in headEnd.pushes.unacknowledgedMessages.map(\.ticket) }
        guard !owed.isEmpty else { return false }
        world.settle([choices.element(of: owed)], failure: choices.once(in: 4) ? "the broker is gone" : nil)
        return true
    }

    private mutating func move(_ world: World) async {
        let span = SimulatedDuration.seconds(choices.element(of: [1, 20, 700, 7300]))
        _ = try? await world.command(.advance(span), patience: .zero)
    }

    // MARK: The control API

    private mutating func arm(in world: World) -> Bool {
        let configuration = world.read { headEnd, _ in headEnd.configuration }
        let bytes = Array(choices.element(of: Self.rules).utf8)
        let known = world.livingRules.map(\.rule.id)
        let rules = ScenarioDocument(bytes, file: "request").readRules(for: configuration, known: known).rules
        return !rules.isEmpty && world.arm(rules) == nil
    }

    private mutating func disarm(in world: World) -> Bool {
        let ids = world.livingRules.map(\.rule.id)
        return !ids.isEmpty && world.disarm(choices.element(of: ids))
    }

    /// Rarely as a whole: what is armed and asked must come to something.
    private mutating func reset(_ world: World) -> Bool {
        let scopes: [[ResetScope]] = [[.faults], [.journal], [.tokens, .journal], [.plans], [.clock], [.all]]
        guard choices.once(in: 2) else { return false }
        world.reset(choices.element(of: scopes))
        return true
    }

    private mutating func replace(_ world: World) throws -> Bool {
        guard choices.once(in: 4) else { return false }
        let code = choices.element(of: ["T", "U"])
        let day = 1 + choices.index(below: 9)
        let made = try Self.scenario(tenantCode: code, start: "2024-07-0\(day) 09:00:00")
        life.startMode = try #require(made.replacement).mode
        return life.test.simulator.replaceWorld(world, by: try #require(made.replacement)) != nil
    }

    // MARK: Lives

    /// Ends as a process that stops: the file has everything, and the next life is the same to the last byte.
    private mutating func stop(_ world: World) async throws {
        let left = world.read { headEnd, _ in copy headEnd }
        let mark = world.highWater(isAhead: false)
        try await life.recorder.flush(marks: [world.recordName: mark], isLast: true)
        try life.file.close()
        let startMode = life.startMode
        life = try Self.begin(path, initial, forgotten: forgotten)
        let again = try #require(life.test.simulator.worlds.first)
        let restored = again.read { headEnd, _ in copy headEnd }
        #expect(try WorldSnapshot(of: restored, mode: nil).encoded() == WorldSnapshot(of: left, mode: nil).encoded())
        #expect(again.tenantCode == world.tenantCode && life.startMode == startMode)
        #expect(again.highWater(isAhead: false) == mark)
        #expect(StateFacts(again) == StateFacts(world))
    }

    /// Ends as a process that is killed after a change over the control API: what that saved is there.
    private mutating func kill(_ world: World) async throws {
        guard arm(in: world) || disarm(in: world) else { return }
        let left = StateFacts(world)
        try life.file.close()
        life = try Self.begin(path, initial, forgotten: forgotten)
        #expect(StateFacts(try #require(life.test.simulator.worlds.first)) == left)
    }

    private static func begin(
        _ path: String,
        _ initial: InitialWorld,
        forgotten: ForgetfulRecorder.Choice?
    ) throws -> Life {
        let file = try StateFile(path)
        let restored = try file.restore([initial], notation: .documents)
        let replay = try #require(restored.replays["T"])
        let recorder = StateRecorder(file, logger: TestSimulator.logger)
        let startMode = replay.replacement?.mode ?? .manual
        let test = TestSimulator(
            replay,
            mode: replay.mode ?? startMode,
            recorder: forgotten.map { ForgetfulRecorder(recorder, forgets: $0) } ?? recorder,
            recordName: "T",
            acknowledges: false
        )
        return Life(file: file, recorder: recorder, test: test, startMode: startMode)
    }

    // MARK: Documents

    private static func scenario(tenantCode: String, start: String) throws -> (replacement: Replacement?, text: String)
    {
        let text = """
            {"name": "test", "seed": 3, "clock": {"start": "\(start)", "mode": "manual"},
             "tenants": [{
                "tenantCode": "\(tenantCode)",
                "users": [{"username": "demo", "password": "pw", "secretKey": "key"}],
                "dcus": [{"dcuNo": "D", "meters": ["1001", "1002", "1003"]}],
                "faults": [
                {"id": "gaps", "match": {"meter": "1002"}, "effect": {"type": "missingRows", "share": 0.3}},
                {"id": "short", "when": {"ttl": "2m"}, "effect": {"type": "pushDuplicate", "copies": 1}}]}]}
            """
        let document = ScenarioDocument(Array(text.utf8), file: "test")
        let reading = document.read(now: WorldConfiguration.testStart)
        let scenario = try #require(reading.scenario, "\(reading.diagnostics)")
        return (document.replacement(scenario), text)
    }

    private static let rules = [
        #"{"match": {"meter": "1001"}, "effect": {"type": "meterOffline"}}"#,
        #"[{"id": "twice", "effect": {"type": "pushDuplicate", "copies": 1}}, {"effect": {"type": "lateRows", "after": "8h"}}]"#,
        #"{"when": {"ttl": "10m", "probability": 0.5}, "effect": {"type": "missingRows", "share": 0.4}}"#,
        #"{"when": {"times": 2}, "match": {"endpoint": "readSingle"}, "effect": {"type": "pushDelay", "delay": "10m"}}"#,
        #"{"id": "gaps", "match": {"meter": "1003"}, "effect": {"type": "missingRows", "share": 0.9}}"#,
        #"{"when": {"times": 1}, "effect": {"type": "brokerDown", "for": "5m"}, "match": {"endpoint": "relay"}}"#,
        #"{"when": {"skip": 1}, "effect": {"type": "replyStale"}}"#,
        #"{"effect": {"type": "pushSplit", "parts": 2}}"#,
        #"{"when": {"ttl": "1h"}, "effect": {"type": "tokenExpiresEarly", "after": "10m"}}"#,
    ]
}

/// A recorder that leaves some inputs out, as a simulator would that does not record a kind.
final class ForgetfulRecorder: InputRecorder {
    typealias Choice = @Sendable (RecordedInput.Kind) -> Bool

    private let recorder: StateRecorder
    private let forgets: Choice

    init(_ recorder: StateRecorder, forgets: @escaping Choice) {
        self.recorder = recorder
        self.forgets = forgets
    }

    func record(_ input: RecordedInput) {
        if !forgets(input.kind) { recorder.record(input) }
    }

    func record(_ snapshot: WorldSnapshot) { recorder.record(snapshot) }

    func reserve(_ mark: HighWater, tenantCode: String) -> Bool { recorder.reserve(mark, tenantCode: tenantCode) }
}

/// What a client of the control API sees of a world.
struct StateFacts: Equatable {
    let tenantCode: String
    let now: SimulatedInstant
    let mode: String
    let rules: [String]
    let tokens: [String]
    let plans: [String]
    let breakers: [String]

    init(_ world: World) {
        tenantCode = world.tenantCode
        now = world.now
        rules = world.livingRules.map { armed in
            "\(armed.rule.id) \(armed.rule.type) \(armed.since) \(armed.matchCount) \(armed.hitCount)"
        }
        (mode, tokens, plans, breakers) = world.read { headEnd, clock in
            (
                "\(clock.mode)", headEnd.tokens.live(at: headEnd.now).map(\.token),
                headEnd.plans.inFlight.keys.map(\.description).sorted(),
                ["1001", "1002", "1003"].map(headEnd.breaker)
            )
        }
    }
}
