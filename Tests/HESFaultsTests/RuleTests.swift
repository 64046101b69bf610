import HESContract
import SimulationKernel
import Testing

@testable import HESSimulation

@Suite("Rules: whom and when")
struct RuleTests {
    /// Answers of five logins under a rule that makes them fail.
    private func logins(_ more: String, count: Int = 5, seed: Int = 7) throws -> [Bool] {
        var script = try Script(faults: #"[{"id":"x","effect":{"type":"replyCode"}\#(more)}]"#, seed: seed)
        for _ in 0..<count { script.logIn() }
        return script.lines.filter { $0.hasPrefix("getToken") }.map { $0.contains("system busy") }
    }

    @Test("the first matches pass, then so many are hit")
    func skipAndTimes() throws {
        #expect(try logins(#","when":{"skip":2,"times":1}"#) == [false, false, true, false, false])
        #expect(try logins(#","when":{"times":2}"#) == [true, true, false, false, false])
        #expect(try logins(#","when":{"skip":4}"#) == [false, false, false, false, true])
    }

    @Test("a window begins with its first instant and ends before its last")
    func window() throws {
        #expect(try logins(#","when":{"from":"+1m","until":"+3m"}"#) == [false, true, true, false, false])
        #expect(try logins(#","when":{"ttl":"2m"}"#) == [true, true, false, false, false])
    }

    @Test("probability is a share of the matches, and the seed decides which")
    func probability() throws {
        let hits = try logins(#","when":{"probability":0.3}"#, count: 1000)

        #expect((250...350).contains(hits.count(where: \.self)))
        #expect(try logins(#","when":{"probability":0.3}"#, count: 1000) == hits)
        #expect(try logins(#","when":{"probability":0.3}"#, count: 1000, seed: 8) != hits)
    }

    @Test("other calls in between, and another order, hit the same calls")
    func unrelatedCalls() throws {
        let rule = #"[{"id":"x","effect":{"type":"pushDrop"},"when":{"probability":0.5}}]"#
        func dropped(_ meters: [String], between: Bool) throws -> Set<String> {
            var script = try Script(faults: rule)
            script.logIn()
            var dropped: Set<String> = []
            for meter in meters {
                let before = script.hits.count
                script.read(meter)
                if script.hits.count > before { dropped.insert(meter) }
                if between { script.history(.historySingle, of: "5069") }
            }
            return dropped
        }
        let meters = ["1", "2", "3", "4", "1,2", "1,3", "2,3", "1,2,3", "3,2,1", "4,1"]
        let plain = try dropped(meters, between: false)

        #expect(!plain.isEmpty && plain.count < meters.count)
        #expect(try dropped(meters, between: true) == plain)
        #expect(try dropped(meters.reversed(), between: false) == plain)
    }

    @Test(
        "a rule is about calls, users, meters, DCUs and codes as it says",
        arguments: [
            (#"{"endpoint":"readSingle"}"#, true), (#"{"endpoint":["relay","readSingle"]}"#, true),
            (#"{"endpoint":"relay"}"#, false), (#"{"user":"u"}"#, true), (#"{"user":"v"}"#, false),
            (#"{"meter":"2"}"#, true), (#"{"meter":["9","2"]}"#, true), (#"{"meter":"4"}"#, false),
            (#"{"meter":{"from":"2","count":2}}"#, true), (#"{"meter":{"from":"4","count":2}}"#, false),
            (#"{"dcu":"D"}"#, true), (#"{"dcu":"E"}"#, false), (#"{"cgcode":"5069"}"#, true),
            (#"{"cgcode":"5053"}"#, false), (#"{"share":1}"#, true), (#"{"share":0}"#, false),
            (#"{"dcu":"D","meter":"4"}"#, false), (#"{"tenant":"1"}"#, true), (#"{"tenant":"2"}"#, false),
        ]
    )
    func match(match: String, isHit: Bool) throws {
        var script = try Script(faults: #"[{"id":"x","match":\#(match),"effect":{"type":"pushDrop"}}]"#)
        script.logIn()
        script.read("1,2,3")

        #expect(script.hits.map(\.rule) == (isHit ? ["x"] : []))
    }

    @Test("several rules act in the order of the file")
    func order() throws {
        let first = #"{"id":"a","effect":{"type":"pushDuplicate"}}"#
        let second = #"{"id":"b","effect":{"type":"pushForeign","count":2}}"#
        func pushes(_ faults: String) throws -> Int {
            var script = try Script(faults: faults)
            script.logIn()
            script.read("1")
            #expect(script.hits.map(\.rule) == (faults.hasPrefix("[{\"id\":\"a\"") ? ["a", "b"] : ["b", "a"]))
            return script.lines.count { $0.hasPrefix("push") }
        }

        #expect(try pushes("[\(first),\(second)]") == 4)
        #expect(try pushes("[\(second),\(first)]") == 6)
    }

    @Test(
        "a push says which part of its result it is, however that was split",
        arguments: [
            ([], "single", ["whole"]), ([3], "single", ["1/3", "2/3", "3/3"]),
            ([4], "single", ["1/4", "2/4", "3/4", "4/4"]), ([2, 2], "single", ["1/4", "2/4", "3/4", "4/4"]),
            ([2, 4], "single", (1...8).map { "\($0)/8" }), ([], "split", ["1/3", "2/3", "3/3"]),
            ([2], "subtopics", (1...6).map { "\($0)/6" }),
        ] as [([Int], String, [String])]
    )
    func parts(splits: [Int], pushParts: String, expected: [String]) throws {
        let rules = splits.map { #"{"effect":{"type":"pushSplit","parts":\#($0)}}"# }
        var script = try Script(
            faults: "[\(rules.joined(separator: ","))]",
            dialect: #"{"pushParts":"\#(pushParts)"}"#
        )
        script.logIn()
        script.read("1,2,3")

        #expect(script.parts == expected)
    }

    @Test("splits beyond what an integer counts leave the part open")
    func tooManyParts() throws {
        let rules = Array(repeating: #"{"effect":{"type":"pushSplit","parts":100}}"#, count: 10)
        var script = try Script(faults: "[\(rules.joined(separator: ","))]")
        script.logIn()
        script.read("1")

        #expect(Set(script.parts) == ["whole"])
    }

    @Test("one decision holds for a whole plan")
    func oneDecision() throws {
        var script = try Script(
            faults: #"[{"id":"x","when":{"times":1},"effect":{"type":"meterOffline"}}]"#
        )
        script.logIn()
        script.read("1,2,3")
        script.read("1,2,3")
        let pushes = script.lines.filter { $0.hasPrefix("push") }

        #expect(pushes.map { $0.contains(#""status":"02""#) } == [true, false])
        #expect(script.hits.count == 1)
    }

    @Test(
        "a call to which a field fault can do nothing is no match of it",
        arguments: [
            ("relayAnswerLost", [Endpoint.relay]), ("relayRefuses", [.relay]), ("relayArmsOnly", [.relay]),
            ("archiveFull", [.addArchive]), ("archiveRefuses", [.addArchive, .removeArchive]),
            ("meterOffline", [.readSingle, .readFrozen, .relay]),
            ("dcuOffline", [.readSingle, .readFrozen, .relay, .readArchive, .addArchive, .removeArchive]),
        ]
    )
    func concerned(type: String, endpoints: [Endpoint]) throws {
        var script = try Script(faults: #"[{"id":"x","effect":{"type":"\#(type)"}}]"#)
        script.run()

        #expect(Set(script.hits.compactMap(\.endpoint)) == Set(endpoints))
    }

    @Test("a share of the meters is the same in every run, and about as large as it says")
    func share() throws {
        let rule = #"[{"id":"x","match":{"share":0.2},"effect":{"type":"meterOffline"}}]"#
        let match = try #require(try Script(faults: rule).rules.first).rule.match
        let chosen = (0..<5000).filter { match.holds(forMeter: "\($0)", chance: .init(seed: 1)) { nil } }

        #expect((900...1100).contains(chosen.count))
        #expect(chosen == (0..<5000).filter { match.holds(forMeter: "\($0)", chance: .init(seed: 1)) { nil } })
    }
}
