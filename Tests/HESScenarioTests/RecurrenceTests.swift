import HESContract
import HESScenario
import HESSimulation
import JSON
import SimulationKernel
import Testing

@Suite("Rules that recur and that choose")
struct RecurrenceTests {
    private static func read(_ faults: String, zone: String = "Europe/Berlin") -> (Scenario?, [String]) {
        let text = """
            {"name":"r","clock":{"start":"2024-03-29 12:00:00","timeZone":"\(zone)","mode":"manual"},"tenants":[{"tenantCode":"1",\
            "users":[{"username":"a","password":"b","secretKey":"0123456789abcdef0123456789abcdef"}],\
            "dcus":[{"dcuNo":"d1","meters":["11","12"]},{"dcuNo":"d2","meters":["21"]},{"dcuNo":"d3"},{"dcuNo":"d4"}],\
            "faults":[\(faults)]}]}
            """
        let reading = Scenario.read(Array(text.utf8), file: "r.json", now: Repository.instant)
        return (reading.scenario, reading.diagnostics.map { "\($0)" })
    }

    private static func rule(when: String, match: String = "{}", effect: String = #"{"type":"meterOffline"}"#) -> String
    {
        #"{"match":\#(match),"when":\#(when),"effect":\#(effect)}"#
    }

    @Test("a window holds while the wall clock shows its times, also across midnight and a change of the clock")
    func windows() throws {
        let faults = Self.rule(when: #"{"daily":{"from":"23:00:00","until":"02:30:00"},"days":["sat"]}"#)
        let world = try #require(Self.read(faults).0?.worlds.first)
        let when = world.faults[0].when
        func holds(_ text: String) -> Bool {
            CivilTime(parsing: text).map { when.contains(world.zone.instant(of: $0)) } ?? false
        }

        #expect(!holds("2024-03-30 22:59:59") && holds("2024-03-30 23:00:00") && holds("2024-03-31 01:59:59"))
        // The clock goes from 02:00 to 03:00.
        #expect(!holds("2024-03-31 03:00:00") && !holds("2024-03-31 23:30:00") && !holds("2024-04-01 01:00:00"))
        // It shows 02:00 to 03:00 twice on 27 October.
        let second = world.zone.instant(of: try #require(CivilTime(parsing: "2024-10-27 02:15:00"))) + .hours(1)
        #expect(when.contains(second) && !when.contains(second + .minutes(15)))
    }

    @Test("an exception takes what a match takes but exceptions of its own, which are refused in words of their own")
    func exceptions() throws {
        let all =
            #""endpoint":"readSingle","tenant":"1","user":"a","meter":"11","dcu":"d1","cgcode":"5069","share":0.5,"dcuShare":0.5"#
        #expect(Self.read(Self.rule(when: "{}", match: #"{"not":{\#(all)}}"#)).0 != nil)
        let (scenario, told) = Self.read(Self.rule(when: "{}", match: #"{"not":{"meter":"11","not":{"meter":"12"}}}"#))
        #expect(scenario == nil)
        #expect(
            told.count == 1 && told[0].contains("/match/not/not: expected an exception without exceptions of its own"),
            "\(told)"
        )
    }

    @Test("a share of the DCUs is that share of them, whole")
    func dcuShare() throws {
        let world = try #require(Self.read(Self.rule(when: "{}", match: #"{"dcuShare":0.5}"#)).0?.worlds.first)
        #expect(world.chosenDCUs(of: world.faults[0]).count == 2)
    }

    @Test(
        "what can never act is warned of",
        arguments: [
            (
                rule(
                    when:
                        #"{"daily":{"from":"18:00:00","until":"20:00:00"},"from":"2024-04-01 00:00:00","until":"2024-04-01 12:00:00"}"#
                ), "no window"
            ),
            (
                rule(when: "{}", match: #"{"endpoint":"getToken"}"#, effect: #"{"type":"lateRows","after":"1h"}"#),
                "does not touch"
            ),
            (
                rule(when: "{}", match: #"{"endpoint":"readSingle"}"#, effect: #"{"type":"relayRefuses"}"#),
                "does not touch"
            ),
            (rule(when: "{}", match: #"{"cgcode":"5069"}"#, effect: #"{"type":"relayRefuses"}"#), "a cgcode"),
            (
                rule(when: "{}", match: #"{"endpoint":"getToken","meter":"11"}"#, effect: #"{"type":"replyHang"}"#),
                "name none"
            ),
            (rule(when: "{}", match: #"{"dcuShare":0.1}"#), "none of them"),
            (rule(when: "{}", match: #"{"dcu":"d1","not":{"dcu":["d1","d2"]}}"#), "leaves nothing"),
            (rule(when: "{}", effect: #"{"type":"lateRows","after":"1h","share":0}"#), "share 0"),
            (rule(when: "{}") + "," + rule(when: "{}"), "it leaves nothing"),
        ]
    )
    func warnings(faults: String, found: String) {
        let (_, diagnostics) = Self.read(faults)
        #expect(diagnostics.contains { $0.contains(found) }, "\(diagnostics)")
    }

    @Test(
        "what cannot be meant is refused",
        arguments: [
            #"{"daily":{"from":"18:00","until":"20:00:00"}}"#, #"{"daily":{"from":"18:00:00","until":"18:00:00"}}"#,
            #"{"days":["monday"]}"#, #"{"days":[0]}"#, #"{"days":[]}"#, #"{"daily":{"from":"18:00:00"}}"#,
        ]
    )
    func refused(when: String) {
        #expect(Self.read(Self.rule(when: when)).0 == nil)
    }
}
