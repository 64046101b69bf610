import HESFaults
import HESScenario
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("Rules that can never act")
struct IdleRuleTests {
    @Test(
        "a rule that is warned of changes no answer, push or command to the broker",
        arguments: 0..<4 as Range<UInt64>
    )
    func noFalseWarning(part: UInt64) throws {
        var maker = RuleMaker(seed: part)
        for _ in 0..<20 {
            let rules = maker.rules()
            let warned = try Self.warned(rules)
            guard !warned.isEmpty else { continue }
            let whole = try Self.lines(rules)
            for (index, reason) in warned {
                let rest = rules.enumerated().filter { $0.offset != index }.map(\.element)
                #expect(try Self.lines(rest) == whole, "\(reason): \(rules[index]) of \(rules)")
            }
        }
    }

    @Test("many different causes come in these documents")
    func causes() throws {
        var reasons: Set<String> = []
        for part in 0..<4 as Range<UInt64> {
            var maker = RuleMaker(seed: part)
            for _ in 0..<150 { reasons.formUnion(try Self.warned(maker.rules()).map(\.reason)) }
        }
        let causes = [
            "does not touch", "makes no plan", "a cgcode of calls", "does not take", "does not change", "name none",
            "dcuShare 0",
            "share 0", "times 0", "probability 0", "ttl 0", "ends before it begins", "over before the start",
            "it leaves nothing", "leaves nothing of", "of no time", "the factor 1", "all arrived", "ttl that is over",
            "no window",
            "that is none of them", "it can never take effect",
        ]
        for cause in causes { #expect(reasons.contains { $0.contains(cause) }, "\(cause)") }
    }

    /// The rules that are said to have no effect, with what is said.
    private static func warned(_ rules: [String]) throws -> [(index: Int, reason: String)] {
        let text = Script.scenario(faults: "[\(rules.joined(separator: ","))]")
        let reading = Scenario.read(Array(text.utf8), file: "s.json", now: SimulatedInstant(milliseconds: 0))
        try #require(reading.scenario != nil, "\(reading.diagnostics)")
        return reading.diagnostics.compactMap { diagnostic in
            let isIdle =
                diagnostic.expected == "a rule that can take effect" || diagnostic.hint == "it can never take effect"
            // A name among others in a list says nothing of the rule, nor does one of an exception.
            let path = diagnostic.pointer.split(separator: "/")
            guard isIdle, let index = path.count > 3 ? Int(path[3]) : nil, !path.contains("not") || path.last == "not"
            else { return nil }
            return (index, diagnostic.found + " " + (diagnostic.hint ?? ""))
        }
    }

    private static func lines(_ rules: [String]) throws -> [String] {
        var script = try Script(faults: "[\(rules.joined(separator: ","))]")
        script.run()
        return script.lines
    }
}

/// Documents' rules, drawn from a seed: two or three, often about the same calls.
private struct RuleMaker {
    private var choices: Choices

    init(seed: UInt64) { choices = Choices(seed: seed) }

    mutating func rules() -> [String] {
        let shared = match()
        return (0..<2 + choices.index(below: 2)).map { index in
            let match = choices.once(in: 2) ? shared : self.match()
            return #"{"id":"r\#(index)","match":{\#(match)},"when":{\#(when())},"effect":{\#(effect())}}"#
        }
    }

    private mutating func effect() -> String {
        let wide = [
            #""type":"replyCode""#, #""type":"replyStatus","status":503"#, #""type":"replyReset","execute":false"#,
            #""type":"meterOffline""#, #""type":"dcuOffline""#, #""type":"archiveRefuses""#, #""type":"archiveFull""#,
            #""type":"pushDrop""#, #""type":"missingRows""#, #""type":"replyEmpty""#, #""type":"replyGarbage""#,
            #""type":"lateRows","after":"1h","share":0"#, #""type":"slowRead","delay":0"#,
            #""type":"scaledValue","cgcode":"5069","factor":1"#,
            #""type":"clockDrift","by":"-0s""#, #""type":"pushDelay","delay":"0s""#,
            #""type":"replyDelay","delay":"0ms""#,
        ]
        if choices.once(in: 2) { return choices.element(of: wide) }
        let kinds = FaultCatalogue.all.filter { $0.type != "replyHang" }
        let rule = choices.element(of: kinds).rule()
        let begin = rule.firstRange(of: #""effect":{"#)?.upperBound ?? rule.startIndex
        return String(rule[begin...].dropLast(2))
    }

    private mutating func match() -> String {
        var members = members(atMost: 2)
        if choices.once(in: 4) { members.append(#""not":{\#(self.members(atMost: 2).joined(separator: ","))}"#) }
        return members.joined(separator: ",")
    }

    private mutating func members(atMost most: Int) -> [String] {
        let all = [
            [
                #""endpoint":"readSingle""#, #""endpoint":["readFrozen","historyFrozen"]"#, #""endpoint":"relay""#,
                #""endpoint":"getToken""#, #""endpoint":["addArchive","removeArchive"]"#,
                #""endpoint":"historySingle""#,
            ],
            [#""meter":"1""#, #""meter":{"from":"1","count":3}"#, #""meter":["1","4"]"#, #""meter":"77""#],
            [#""dcu":"D""#, #""dcu":["D","E"]"#, #""dcu":"X""#],
            [#""cgcode":"5069""#, #""cgcode":"1""#, #""cgcode":["3","5053"]"#, #""cgcode":"5023""#],
            [#""share":0"#, #""share":0.5"#, #""share":1"#],
            [#""dcuShare":0"#, #""dcuShare":0.1"#, #""dcuShare":0.5"#, #""dcuShare":1"#],
            [#""user":"u""#, #""user":"ghost""#], [#""tenant":"1""#, #""tenant":"2""#],
        ]
        var left = Array(all.indices)
        return (0..<choices.index(below: most + 1)).map { _ in
            choices.element(of: all[left.remove(at: choices.index(below: left.count))])
        }
    }

    private mutating func when() -> String {
        guard choices.once(in: 2) else { return "" }
        return choices.element(of: [
            #""times":0"#, #""times":2"#, #""probability":0"#, #""probability":1"#, #""probability":0.5"#, #""skip":1"#,
            #""ttl":0"#, #""ttl":"20m""#, #""from":"+1h","ttl":"30m""#, #""from":"+10m""#, #""until":"+30m""#,
            #""from":"+1h","until":"+30m""#, #""until":"2024-07-11 16:00:00""#, #""until":"2024-07-02 00:00:00""#,
            #""daily":{"from":"16:30:00","until":"18:00:00"}"#, #""days":[31],"from":"+0s","until":"+3d""#,
            #""days":["thu"]"#,
            #""daily":{"from":"18:00:00","until":"19:00:00"},"until":"+1h""#, #""until":"2000-01-01 00:00:00""#,
            #""from":"2024-07-11 16:20:00""#, #""from":"2024-07-01 00:00:00","until":"2024-07-05 00:00:00""#,
        ])
    }
}
