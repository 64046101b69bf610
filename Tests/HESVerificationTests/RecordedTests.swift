import HESConformance
import HESContract
import JSON
import SimulationKernel
import Testing

@testable import HESVerification

@Suite("A HES that is only listened to")
struct RecordedTests {
    private func finding(_ id: String, in script: Script) -> RuleFinding? {
        RecordedHES(script.events, in: .plusEight).rules.first { $0.id == id }
    }

    private func page(rows: Int, total: String) -> JSONValue {
        let row: JSONValue = ["devAddr": "1", "timestamp": .number("1720540800000"), "value": "1"]
        return ["total": .number(total), "list": .list(Array(repeating: row, count: rows))]
    }

    private func pages(_ pages: [(number: Int, rows: Int, total: String)], size: Int) -> Script {
        var script = Script()
        for page in pages {
            script.ask(.historySingle, ["curPage": .number("\(page.number)"), "pageSize": .number("\(size)")])
            script.reply(200, data: self.page(rows: page.rows, total: page.total))
        }
        return script
    }

    @Test("calls whose answers cross are judged, each with its own answer")
    func crossing() {
        var script = Script()
        script.ask(.readSingle)
        script.ask(.readSingle)
        script.reply(200, data: ["planId": "P2", "topicId": "/T/P2"], to: 2)
        script.push("P1")
        script.reply(200, data: ["planId": "P1", "topicId": "/T/other"], to: 1)
        script.push("P2")

        #expect(finding("R7", in: script)?.seen == "held, 2 seen")
        #expect(finding("R8", in: script)?.seen == "a result on /T/P1, the answer says /T/other")
    }

    /// Pages of one question, and whether one way of counting fits them all.
    struct Walk: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var size = 2
        let pages: [(number: Int, rows: Int, total: String)]
        var isBelieved = true

        static let all = [
            Walk(testDescription: "all rows", pages: [(1, 2, "3"), (2, 1, "3")]),
            Walk(testDescription: "rows of the page", pages: [(1, 2, "2"), (2, 1, "1")]),
            Walk(testDescription: "the first page is 0", pages: [(0, 2, "3"), (1, 1, "3")]),
            Walk(testDescription: "past the end", pages: [(1, 2, "3"), (2, 1, "3"), (3, 0, "3"), (4, 1, "3")]),
            Walk(testDescription: "another total", pages: [(1, 2, "3"), (2, 1, "4")], isBelieved: false),
            Walk(testDescription: "too few", pages: [(1, 2, "1"), (2, 2, "9"), (3, 0, "9")], isBelieved: false),
            Walk(testDescription: "the second page is 1", size: 10, pages: [(1, 0, "7")]),
            Walk(testDescription: "no row at all", size: 3, pages: [(1, 0, "7"), (2, 0, "7")], isBelieved: false),
        ]
    }

    @Test("a total is believed as long as one way of counting fits every page", arguments: Walk.all)
    func totals(walk: Walk) {
        let finding = finding("TOTAL", in: pages(walk.pages, size: walk.size))

        #expect(finding?.isBroken == !walk.isBelieved, "\(finding?.seen ?? "")")
        #expect(finding?.clause == "§3.4")
    }

    @Test("a page that is silently cut to the longest that a HES gives is no wrong total")
    func silentClamp() {
        let cut = pages([(1, 5, "8"), (2, 3, "8")], size: 100)
        let short = pages([(1, 5, "8"), (1, 6, "6")], size: 100)

        #expect(finding("TOTAL", in: cut)?.isHeld == true)
        #expect(finding("TOTAL", in: short)?.seen == "total 8 beside 5 rows on page 1 of 100 rows")
    }

    @Test("other requests, answers that were not read and lists of meters that are arrays accuse no HES")
    func others() {
        var script = Script()
        script.ask(.getToken, path: "/health")
        script.answer(["status": "up"])
        script.ask(.historySingle, ["devList": .list(["1"]), "pageSize": 0])
        script.reply(200, data: page(rows: 1, total: "1"))
        script.ask(.historySingle)
        script.answer(nil)

        #expect(RecordedHES(script.events, in: .plusEight).rules.filter(\.isBroken).isEmpty)
        #expect(finding("R5", in: script)?.isHeld == true)
    }

    @Test("one refusal of a new token accuses no HES, as another login may have ended it; all of them do")
    func tokens() {
        var script = Script()
        func refused() {
            script.ask(.getToken)
            script.reply(200, data: ["token": "<token-1>"])
            script.ask(.readSingle, ["token": "<token-1>"], header: "<token-1>")
            script.reply(401, msg: "token is not valid")
        }
        refused()
        #expect(finding("TOKEN", in: script)?.isBroken == false)
        refused()
        #expect(finding("TOKEN", in: script)?.isBroken == true)
    }

    @Test("tenants are judged apart: the same meter and the same name of a plan may be of each")
    func tenants() {
        var script = Script()
        for (tenant, value) in [("4711", "1"), ("4712", "2")] {
            script.ask(.getToken, ["tenantCode": .string(tenant)])
            script.reply(200, data: ["token": .string("<token-\(tenant)>")])
            script.ask(.readFrozen, ["token": .string("<token-\(tenant)>")])
            script.reply(200, data: ["planId": "P1", "topicId": .string("/\(tenant)/P1")])
            script.ask(.historySingle, ["token": .string("<token-\(tenant)>"), "cgcode": "5069"])
            let row: JSONValue = ["devAddr": "1", "timestamp": .number("1720540800000"), "value": .string(value)]
            script.reply(200, data: ["total": 1, "list": .list([row, row])])
            script.push("P1", topic: "/\(tenant)/P1")
        }

        #expect(RecordedHES(script.events, in: .plusEight).rules.filter(\.isBroken).isEmpty)
        #expect(finding("R8", in: script)?.seen == "held, 2 seen")
    }

    @Test("calls with a token of an earlier time may be of another tenant, and are judged apart")
    func earlierToken() {
        var script = Script()
        script.ask(.getToken, ["tenantCode": "4711"])
        script.reply(200, data: ["token": "<token-1>"])
        for (token, value) in [("<token-1>", "1"), ("<token-2>", "2"), ("<token-more>", "3")] {
            script.ask(.historySingle, ["token": .string(token), "cgcode": "5069", "devList": "1"])
            let row: JSONValue = ["devAddr": "1", "timestamp": .number("1720540800123"), "value": .string(value)]
            script.reply(200, data: ["total": 1, "list": .list([row])])
        }

        #expect(finding("R12", in: script)?.seen == "no value came twice")
        #expect(finding("R5", in: script)?.seen == "held, 2 seen")
    }

    @Test("rows that lie within their windows only in another zone make the flag suspect, and not the HES")
    func zone() {
        var script = Script()
        let window: JSONValue = ["start": "2024-07-10 00:00:00", "end": "2024-07-11 00:00:00"]
        // 2024-07-10 00:00 and 2024-07-11 00:00 of +02:00.
        for (stamp, word) in [("1720562400000", "2.0 h"), ("1820562400000", "2024-07-11 06:00:00 for a window")] {
            script.ask(.historySingle, window)
            let rows = ["1720648800000", stamp].map {
                JSONValue.members([("devAddr", "1"), ("timestamp", .number($0))])
            }
            script.reply(200, data: ["total": 2, "list": .list(rows)])
            #expect(finding("R4", in: script)?.seen.contains(word) == true, "\(finding("R4", in: script)?.seen ?? "")")
        }
    }

    @Test("rules that need a question of their own are not observed, and say so")
    func probed() {
        let unasked = RecordedHES(Script().events, in: nil).rules.filter {
            $0.seen == "only hes-sim verify asks for it"
        }

        #expect(unasked.map(\.id) == ["STRANGER", "LIFE", "ITEM"])
    }
}
