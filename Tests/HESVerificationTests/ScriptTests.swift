import HESContract
import JSON
import Testing

@testable import HESVerification

@Suite("What must not be concluded")
struct ScriptTests {
    @Test("a login between two attempts is not the answer of the step")
    func loginWithin() {
        var script = Script()
        script.step("spot")
        script.ask(.historySingle)
        script.reply(401, msg: "token expired")
        script.ask(.getToken)
        script.reply(200, data: ["token": "<token-2-uuid>"])
        script.ask(.historySingle)
        script.reply(200, data: ["list": [["devAddr": "1", "timestamp": "1720540800000", "value": "1"]]])

        #expect(script.talk.accepted("spot").map(\.rows.count) == [1])
        #expect(script.talk.refusal("spot") == nil)
    }

    @Test("four refusals with logins between them are a refusal of the step's own call")
    func refusedWithLogins() {
        var script = Script()
        script.step("spot")
        for _ in 1...4 {
            script.ask(.historySingle)
            script.reply(500, msg: "no")
            script.ask(.getToken)
            script.reply(200, data: ["token": "<token-2-uuid>"])
        }

        #expect(script.talk.refusal("spot")?.refusal.message == "no")
        #expect(script.talk.accepted("spot").isEmpty)
    }

    @Test("numbers that overflow are no lives of tokens and no points in time", arguments: [Int64.min, .max])
    func overflow(number: Int64) {
        var script = Script()
        for label in ["login", "loginAgain"] {
            script.step(label)
            script.ask(.getToken, at: number)
            let data: JSONValue = ["token": "<token-1-uuid>", "expireIn": .number("\(number)")]
            script.reply(200, data: data, at: label == "login" ? number : 0)
        }
        script.step("read")
        script.ask(.readSingle, at: number)
        script.reply(200, data: ["planId": "P1", "topicId": "/T/P1"])
        script.push("P1", qos: Int(number), at: number)
        let talk = script.talk

        for fingerprint in FingerprintCatalogue.all { _ = fingerprint.judge(talk) }
        for rule in RuleCatalogue.all { _ = RuleFinding(rule, on: talk) }
        #expect(script.judged(by: "lifetime").map(\.isUnlisted) == [true])
    }

    @Test("a page that the HES made smaller is no wrong total", arguments: [("20", "80"), ("1000", "80")])
    func smallPages(size: String, total: String) {
        var script = Script()
        for (label, asked, rows) in [("daily", "1000", 20), ("smallPage", "2", 2)] {
            script.step(label)
            script.ask(.historyFrozen, ["pageSize": .number(asked)])
            let row: JSONValue = ["devAddr": "1", "timestamp": .number("1720540800000")]
            let list = JSONValue.list(Array(repeating: row, count: rows))
            script.reply(200, data: ["total": .number(total), "pageSize": .number(size), "list": list])
        }

        #expect(script.judged(by: "total").isEmpty)
    }

    /// Three plans whose pushes come `lead` milliseconds before their answers, where an answer takes 40.
    private func plans(lead: Int64) -> Script {
        var script = Script()
        script.step("login")
        script.ask(.getToken, at: 0)
        script.reply(200, data: ["token": "<token-1-uuid>"], at: 40)
        for number: Int64 in 1...3 {
            script.step("read")
            script.ask(.readSingle, at: number * 1000)
            script.push("P\(number)", at: number * 1000 + 90 - lead)
            script.reply(200, data: ["planId": .string("P\(number)"), "topicId": "/T/P"], at: number * 1000 + 90)
        }
        return script
    }

    @Test("pushes that overtake their answers by less than an answer's way tell nothing of the order of sending")
    func overtaken() {
        #expect(plans(lead: 39).judged(by: "timing").allSatisfy { $0.possible == ["immediate", "beforeReply"] })
        #expect(plans(lead: 41).judged(by: "timing").contains { $0.possible == ["beforeReply"] })
    }

    @Test("one thing is one thing in what is told")
    func singular() {
        var script = Script()
        script.step("read")
        script.ask(.readSingle, ["devList": "1"])
        script.reply(200, data: ["planId": "P1", "topicId": "/T/P1"])
        script.push("P1")

        #expect(script.judged(by: "parts").map(\.seen) == ["1 message about 1 meter on /T/P1"])
        #expect((0...2).map { $0.counted("call") } == ["0 calls", "1 call", "2 calls"])
        #expect((1...2).map { $0.counted("is", plural: "are") } == ["1 is", "2 are"])
    }

    @Test("stamps of more digits than milliseconds have are no listed unit")
    func microseconds() {
        var script = Script()
        script.step("daily")
        script.ask(.historyFrozen)
        script.reply(200, data: ["list": [["devAddr": "1", "timestamp": .number("1720540800000000")]]])

        #expect(script.judged(by: "stampUnit").map(\.isUnlisted) == [true])
    }

    @Test("pushes of plans that no answer names are forgotten from the oldest on")
    func strangers() {
        var script = Script()
        for number in 1...1001 { script.push("P\(number)") }

        #expect(script.talk.forgotten == 1)
        #expect(script.talk.strangers.first?.planID == "P2")
    }
}
