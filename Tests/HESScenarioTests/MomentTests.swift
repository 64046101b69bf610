import HESScenario
import SimulationKernel
import Testing

@Suite("What holds at an instant")
struct MomentTests {
    private static func explain(
        _ faults: String,
        events: String = "",
        link: String = #""plc""#,
        at instant: String
    ) throws -> [String] {
        let text = """
            {"name":"m","clock":{"start":"2024-07-11 12:00:00","mode":"manual"},"tenants":[{"tenantCode":"1",
            "dcus":[{"dcuNo":"d1","link":\(link),"meters":["11","12"]},{"dcuNo":"d2","meters":[{"from":"20","count":10}]}],
            "meters":["99"],"faults":[\(faults)],"events":[\(events)]}]}
            """
        let reading = Scenario.read(Array(text.utf8), file: "m.json", now: Repository.instant)
        let scenario = try #require(reading.scenario, "\(reading.diagnostics)")
        return try #require(scenario.explanation(at: instant)).dropFirst(2).map { String($0.dropFirst(2)) }
    }

    private static let loose = "would not answer: 1 meter of 13, 99: the meter is in no DCU's archive"

    @Test("a rule's life, its count and what it lets pass are told, and a rule that is over does not hold")
    func limits() throws {
        let silent = #"{"id":"s","when":{"ttl":"1h","times":3},"match":{"dcu":"d1"},"effect":{"type":"meterOffline"}}"#
        let holding = try Self.explain(silent, at: "+30m")
        #expect(holding.count == 3)
        #expect(holding[0].hasSuffix("Then: at most 3 more times, its life ends at 2024-07-11 13:00:00."), "\(holding)")
        #expect(holding[1] == "offline: 2 meters of 13, 11 and 12: rule 's'")
        #expect(
            try Self.explain(silent, at: "+1h") == ["over: s, whose life ended at 2024-07-11 13:00:00", Self.loose]
        )

        let skipping = #"{"id":"k","when":{"skip":2},"effect":{"type":"pushDrop"}}"#
        #expect(try Self.explain(skipping, at: "+1m")[0].hasSuffix("Then: lets 2 matches pass first."))
    }

    @Test("what a rule that fires by itself has used up is off its count")
    func timed() throws {
        let nightly =
            #"{"id":"n","when":{"daily":{"from":"13:00:00","until":"14:00:00"},"times":2},"effect":{"type":"brokerDown","for":"1m"}}"#
        #expect(try Self.explain(nightly, at: "+90m")[0].hasSuffix("Then: at most 1 more time."))
        #expect(try Self.explain(nightly, at: "2024-07-13 13:30:00") == [Self.loose])
    }

    @Test("meters that would not answer are listed with the reason, and those that might not are told apart")
    func meters() throws {
        let rules = [
            #"{"id":"sure","match":{"meter":{"from":"20","count":6}},"when":{"until":"+1h"},"effect":{"type":"meterOffline"}}"#,
            #"{"id":"maybe","match":{"dcu":"d2"},"when":{"probability":0.5},"effect":{"type":"dcuOffline"}}"#,
        ].joined(separator: ",")
        let outage = #"{"at":"+10m","type":"outage","meter":"11","for":"1h"}"#
        let told = try Self.explain(rules, events: outage, at: "+20m").filter { !$0.hasPrefix("holds") }
        #expect(
            told == [
                "without supply: since 2024-07-11 12:10:00: meter 11 is without supply for 1 h.",
                "would not answer: 1 meter of 13, 11: the meter or its DCU is without supply",
                "offline: 6 meters of 13, 20 … 25: rule 'sure'",
                "may be offline: 4 meters of 13, 26, 27, 28 and 29: rule 'maybe'",
                Self.loose,
            ]
        )
        let missed = try Self.explain("", link: #"{"medium":"plc","firstPass":0}"#, at: "+1m")
        #expect(missed[0].hasPrefix("would not answer: 2 meters of 13, 11 and 12: the link did not reach"))
    }

    @Test("a rule of another tenant acts never")
    func otherTenant() throws {
        let rule = #"{"id":"s","match":{"tenant":"2"},"effect":{"type":"meterOffline"}}"#
        #expect(try Self.explain(rule, at: "+1m") == [Self.loose])
        let text = #"{"tenants":[{"tenantCode":"1","faults":[\#(rule)]}]}"#
        let scenario = try #require(Scenario.read(Array(text.utf8), file: "m.json", now: Repository.instant).scenario)
        let sentence = "  - s: all meters: the meter does not answer – never: it is about tenant 2."
        #expect(scenario.explanation.contains(sentence))
    }

    @Test("before the world's start no rule acts")
    func before() throws {
        let rule = #"{"id":"s","effect":{"type":"meterOffline"}}"#
        #expect(
            try Self.explain(rule, at: "2024-07-11 11:00:00")
                == ["The world begins at 2024-07-11 12:00:00; until then no rule acts."]
        )
    }

    @Test("before the world's start a rule about rows is said to be about rows, not to hold")
    func rowsBefore() throws {
        let rule = #"{"id":"late","effect":{"type":"lateRows","after":"2h"}}"#
        let told = try Self.explain(rule, at: "2024-07-11 11:00:00")
        #expect(told.count == 2 && told[0].hasSuffix("until then no rule acts."), "\(told)")
        #expect(told.last?.hasPrefix("from the start on, of rows with this stamp: late") == true, "\(told)")
        #expect(try Self.explain(rule, at: "+1m").contains { $0.hasPrefix("holds: late") })
    }

    @Test("before the world's start no rule holds for programs either")
    func rowsBeforeAsJSON() throws {
        let text =
            #"{"clock":{"start":"2024-07-11 12:00:00"},"tenants":[{"faults":[{"effect":{"type":"missingRows"}}]}]}"#
        let reading = Scenario.read(Array(text.utf8), file: "m.json", now: Repository.instant)
        let scenario = try #require(reading.scenario, "\(reading.diagnostics)")
        let before = try #require(scenario.explanationJSON(at: "2024-07-11 11:00:00"))
        let after = try #require(scenario.explanationJSON(at: "+1m"))
        #expect(before.contains(#""isBeforeStart":true"#) && before.contains(#""holds":false"#), "\(before)")
        #expect(after.contains(#""isBeforeStart":false"#) && after.contains(#""holds":true"#), "\(after)")
    }

    @Test("what rules make untrue is not said without them")
    func truth() throws {
        let rules =
            #"{"effect":{"type":"pushBeforeReply"}},{"effect":{"type":"tokenRevoked"}},{"effect":{"type":"missingRows"}}"#
        let text = #"{"tenants":[{"faults":[\#(rules)],"history":{"collected":0.5}}]}"#
        let lines = try #require(Scenario.read(Array(text.utf8), file: "m.json", now: Repository.instant).scenario)
            .explanation
        for sentence in [
            "a token lives 2 h unless a rule below ends it", "the earliest, but for what the rules below change",
            "never arrives by itself but for what the rules below change",
        ] {
            #expect(lines.contains { $0.contains(sentence) }, "\(lines)")
        }
    }

    @Test("an instant more than ten years after the start is beyond reach", .timeLimit(.minutes(1)))
    func reach() throws {
        let clock = #""clock":{"start":"2024-07-11 12:00:00","mode":"manual"}"#
        let text = #"{"name":"m",\#(clock),"tenants":[{"tenantCode":"1"}]}"#
        let reading = Scenario.read(Array(text.utf8), file: "m.json", now: Repository.instant)
        let scenario = try #require(reading.scenario, "\(reading.diagnostics)")

        #expect(scenario.isBeyondReach("9999-12-31 00:00:00") && scenario.isBeyondReach("2034-07-13 00:00:00"))
        #expect(!scenario.isBeyondReach("2034-07-11 00:00:00") && !scenario.isBeyondReach("+10m"))
    }
}
