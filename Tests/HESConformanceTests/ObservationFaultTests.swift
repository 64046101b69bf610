import HESContract
import HESScenario
import JSON
import SimulationKernel
import Testing

@testable import HESConformance

/// A fault that was armed and delivered, and what a system did after it.
struct StimulusTrace: Sendable, CustomTestStringConvertible {
    let id: String
    let name: String
    let verdict: Verdict
    let trace: CheckTraces.Trace

    var testDescription: String { "\(id) \(name)" }

    init(_ id: String, _ name: String, _ verdict: Verdict, _ trace: @escaping CheckTraces.Trace) {
        (self.id, self.name, self.verdict, self.trace) = (id, name, verdict, trace)
    }

    var events: [EvidenceEvent] {
        var builder = EvidenceBuilder(Observation.name)
        builder.step(0, ["arm": .string(id)], trace)
        return builder.ended()
    }

    static let all = reads + sessions + relays

    private static let reads: [StimulusTrace] = [
        Self("PUSH-14", "read once more, then on", .pass) {
            $0.read()
            $0.fault("PUSH-14")
            $0.read()
            $0.login()
        },
        Self("PUSH-14", "read without a pause", .warn) {
            $0.read()
            $0.fault("PUSH-14")
            for number in 0..<6 { $0.read(planID: "P\(number)") }
        },
        Self("PUSH-14", "read regularly", .pass) {
            $0.read()
            $0.fault("PUSH-14")
            for number in 0..<9 {
                $0.read(planID: "P\(number)")
                $0.push("P\(number)", topic: "/t/P\(number)")
            }
        },
        Self("PUSH-14", "nothing comes after it", .inconclusive) {
            $0.read()
            $0.fault("PUSH-14")
        },
        Self("READ-02", "on with other work", .pass) {
            $0.read()
            $0.fault("READ-02")
            $0.login()
        },
        Self("READ-02", "read without a pause", .warn) {
            $0.read()
            $0.fault("READ-02")
            for number in 0..<6 { $0.read(planID: "P\(number)") }
        },
        Self("ENV-01", "asked again once", .pass) {
            $0.page(1, rows: 0, total: 0, code: 500)
            $0.fault("ENV-01")
            $0.page(1, rows: 1, total: 1)
        },
        Self("ENV-01", "asked for ever", .warn) {
            $0.page(1, rows: 0, total: 0, code: 500)
            $0.fault("ENV-01")
            for _ in 0..<6 { $0.page(1, rows: 0, total: 0, code: 500) }
        },
        Self("READ-01", "only the missing meter again", .pass) {
            $0.readTwo()
            $0.fault("READ-01")
            $0.push("P1", topic: "/t/P1", status: "01", list: [["devAddr": "1"]])
            $0.call(.readSingle, ["devList": "2", "cgcode": "5069"])
        },
        Self("READ-01", "all of them again", .warn) {
            $0.readTwo()
            $0.fault("READ-01")
            $0.push("P1", topic: "/t/P1", status: "01", list: [["devAddr": "1"]])
            $0.readTwo()
        },
        Self("READ-01", "all of them, as before", .inconclusive) {
            $0.readTwo()
            $0.readTwo()
            $0.fault("READ-01")
            $0.push("P1", topic: "/t/P1", status: "01", list: [["devAddr": "1"]])
            $0.readTwo()
        },
        Self("READ-01", "not partial at all", .inconclusive) {
            $0.readTwo()
            $0.fault("READ-01")
            $0.push("P1", topic: "/t/P1", status: "02")
            $0.readTwo()
        },
        Self("PUSH-06", "on with other work", .pass) {
            $0.read()
            $0.fault("PUSH-06")
            $0.login()
        },
        Self("PUSH-06", "the consumer dies", .warn) {
            $0.read()
            $0.fault("PUSH-06")
            $0.lose()
            $0.login()
        },
    ]

    private static let sessions: [StimulusTrace] = [
        Self("PUSH-11", "back and subscribed", .pass) {
            $0.read()
            $0.fault("PUSH-11")
            $0.connect()
            $0.subscribe("/t/#")
        },
        Self("PUSH-11", "back without a subscription", .warn) {
            $0.read()
            $0.fault("PUSH-11")
            $0.connect()
        },
        Self("PUSH-11", "gone for good", .warn) {
            $0.read()
            $0.fault("PUSH-11")
            $0.read()
        },
        Self("TOKEN-05", "one login, and the call again", .pass) {
            $0.fault("TOKEN-05", of: { $0.read(code: 500, msg: "token invalid or expired") })
            $0.login("<token-2>")
            $0.read(token: "<token-2>")
        },
        Self("TOKEN-05", "no login", .warn) {
            $0.fault("TOKEN-05", of: { $0.read(code: 500, msg: "token invalid or expired") })
            $0.read(code: 500, msg: "token invalid or expired")
        },
        Self("TOKEN-05", "three logins", .warn) {
            $0.fault("TOKEN-05", of: { $0.read(code: 500, msg: "token invalid or expired") })
            for _ in 0..<3 { $0.login("<token-2>") }
            $0.read(token: "<token-2>")
        },
        Self("TOKEN-05", "the call is forgotten", .warn) {
            $0.fault("TOKEN-05", of: { $0.read(code: 500, msg: "token invalid or expired") })
            $0.login("<token-2>")
        },
        Self("HIST-06", "the same page again", .pass) {
            $0.fault("HIST-06", of: { $0.refusedPage(2) })
            $0.login()
            $0.page(2, rows: 1, total: 21)
        },
        Self("HIST-06", "from the first page on", .warn) {
            $0.fault("HIST-06", of: { $0.refusedPage(2) })
            $0.login()
            $0.page(1, rows: 20, total: 21)
        },
        Self("HIST-06", "the first page was hit", .inconclusive) {
            $0.fault("HIST-06", of: { $0.refusedPage(1) })
            $0.login()
            $0.page(1, rows: 1, total: 1)
        },
    ]

    private static let relays: [StimulusTrace] = ["RELAY-03", "RELAY-04"].flatMap { id in
        [
            Self(id, "a reading, then again", .pass) {
                $0.relay(1, planID: nil)
                $0.fault(id)
                $0.read()
                $0.relay(1, planID: "P2")
            },
            Self(id, "the other mode", .pass) {
                $0.relay(1, planID: nil)
                $0.fault(id)
                $0.relay(2, planID: "P2")
            },
            Self(id, "again blindly", .warn) {
                $0.relay(1, planID: nil)
                $0.fault(id)
                $0.relay(1, planID: "P2")
            },
        ]
    }
}

extension EvidenceBuilder {
    fileprivate mutating func fault(_ id: String) {
        add(.fault(.init(rule: "observe-\(id)", type: "pushDrop")))
    }

    /// The call that is hit: the fault stands between the request and its answer.
    fileprivate mutating func fault(_ id: String, of call: (inout EvidenceBuilder) -> Void) {
        var copy = self
        call(&copy)
        let made = copy.events.suffix(2).map(\.kind)
        add(made[0])
        fault(id)
        add(made[1])
        callCount += 1
    }

    fileprivate mutating func readTwo() {
        call(.readSingle, ["devList": "1,2", "cgcode": "5069"], planID: "P1", topic: "/t/P1")
    }

    fileprivate mutating func refusedPage(_ number: Int) {
        let body: JSONValue = [
            "devList": .string(InvariantTrace.meter), "cgcode": "5069", "start": "2024-07-01 00:00:00",
            "end": "2024-07-02 00:00:00", "curPage": JSONValue(integerLiteral: number), "pageSize": 20,
        ]
        call(.historySingle, body, code: 500, msg: "token invalid or expired")
    }
}

@Suite("Faults of an observation")
struct ObservationFaultTests {
    private static func result(_ id: String, on events: [EvidenceEvent]) throws -> CaseResult {
        try #require(Observation.judge(events, for: [id]).first)
    }

    @Test("each judges its traces as it should", arguments: StimulusTrace.all)
    func traces(trace: StimulusTrace) throws {
        let result = try Self.result(trace.id, on: trace.events)

        #expect(result.verdict == trace.verdict, "\(result.reason)")
        #expect(result.level == .should && result.basis == .practice)
        if trace.verdict == .warn { #expect(result.checks.first?.events.isEmpty == false) }
    }

    @Test("each has a trace that passes and one that does not", arguments: StimulusCatalogue.all)
    func bothWays(stimulus: Stimulus) {
        let verdicts = StimulusTrace.all.filter { $0.id == stimulus.id }.map(\.verdict)

        #expect(verdicts.contains(.pass) && verdicts.contains(.warn))
    }

    @Test("a fault that found no transaction says what it waited for and what came", arguments: StimulusCatalogue.all)
    func undelivered(stimulus: Stimulus) throws {
        let quiet = StimulusTrace(stimulus.id, "", .inconclusive) { $0.login() }
        let result = try Self.result(stimulus.id, on: quiet.events)

        #expect(result.verdict == .inconclusive)
        #expect(result.reason == "waited for \(stimulus.callWords) in 1 turn, saw getToken 1")
    }

    @Test("one whose turn did not come says so")
    func noTurn() throws {
        let other = StimulusTrace("READ-02", "", .pass) { $0.login() }

        #expect(try Self.result("PUSH-14", on: other.events).reason == "the window ended before its turn")
    }

    @Test("a reaction that the end of the window cuts short proves nothing by what is absent")
    func cutShort() throws {
        var builder = EvidenceBuilder(Observation.name)
        builder.step(0, ["arm": "PUSH-11", "reaction": 60]) {
            $0.read()
            $0.fault("PUSH-11")
            $0.wait(milliseconds: 5000)
        }
        let result = try Self.result("PUSH-11", on: builder.ended())

        #expect(result.verdict == .inconclusive)
        #expect(result.reason == "the window ended before the reaction to #5 was over")
    }

    @Test("a trigger that failed is named beside what was waited for")
    func trigger() throws {
        let failed = StimulusTrace("PUSH-14", "", .inconclusive) {
            $0.add(.trigger(.init("ended with exit status 7")))
        }

        let reason = try Self.result("PUSH-14", on: failed.events).reason
        #expect(reason.hasSuffix("saw no call; the trigger ended with exit status 7"))
    }

    @Test("the fault is that of the catalogue's case", arguments: StimulusCatalogue.all)
    func effects(stimulus: Stimulus) throws {
        guard let testCase = try CaseCatalogue.load().first(where: { $0.id == stimulus.id }) else { return }
        let types = testCase.ruleLists.flatMap(Case.rules).compactMap {
            $0.member("effect")?.value.member("type")?.value.string
        }
        let own = stimulus.effect.member("type")?.value.string
        // TOKEN-05 revokes by a step of its own.
        #expect(types.isEmpty || types.contains { $0 == own })
    }

    @Test("each rule can be read by a scenario", arguments: StimulusCatalogue.all)
    func rules(stimulus: Stimulus) throws {
        let world: JSONValue = [
            "name": "w", "clock": ["start": "2024-07-12 10:00:00"],
            "tenants": [
                [
                    "tenantCode": "4711", "users": [["username": "u", "password": "p", "secretKey": "k"]],
                    "dcus": [["dcuNo": "1", "meters": ["2"]]], "faults": .list([stimulus.rule]),
                ]
            ],
        ]
        let reading = ScenarioDocument(world, name: "w").read(now: SimulatedInstant(milliseconds: 0))

        #expect(reading.diagnostics.filter { $0.severity == .error }.map(\.description) == [])
    }
}
