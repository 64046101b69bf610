import HESConformance
import HESContract
import JSON
import SimulationKernel
import Testing

@testable import HESVerification

@Suite("Totals of a HES that is only listened to")
struct RecordedPageTests {
    /// 2024-07-10 00:00 of +00:00.
    private let asked: Int64 = 1_720_569_600_000

    private func page(
        _ endpoint: Endpoint,
        until end: String = "2024-07-01 00:00:00",
        rows: Int,
        total: Int,
        in script: inout Script
    ) {
        let question: JSONValue = ["curPage": 1, "pageSize": 100, "end": .string(end)]
        script.ask(endpoint, question, at: asked)
        let row: JSONValue = ["devAddr": "1", "timestamp": .number("1720540800000"), "value": "1"]
        let list = JSONValue.list(Array(repeating: row, count: rows))
        script.reply(200, data: ["total": .number("\(total)"), "list": list], at: asked)
    }

    private func total(of script: Script) -> RuleFinding? {
        RecordedHES(script.events, in: .plusEight).rules.first { $0.id == "TOTAL" }
    }

    @Test("each kind of history may have a longest page of its own")
    func endpoints() {
        var script = Script()
        page(.historyFrozen, rows: 5, total: 8, in: &script)
        page(.historySingle, rows: 9, total: 12, in: &script)
        #expect(total(of: script)?.seen == "held, 2 seen")
    }

    @Test("a row that comes between count and page accuses no HES, as long as it is rare")
    func growing() {
        let today = "2024-07-10 00:00:00"
        var script = Script()
        page(.historySingle, until: today, rows: 2, total: 1, in: &script)
        // It would have left no other way of counting.
        page(.historySingle, rows: 3, total: 3, in: &script)
        page(.historySingle, rows: 9, total: 9, in: &script)
        #expect(total(of: script)?.seen == "held, 2 seen")

        page(.historySingle, until: today, rows: 4, total: 5, in: &script)
        #expect(total(of: script)?.isBroken == true)

        script = Script()
        page(.historySingle, rows: 3, total: 3, in: &script)
        page(.historySingle, rows: 4, total: 5, in: &script)
        page(.historySingle, rows: 9, total: 9, in: &script)
        #expect(total(of: script)?.seen == "total 5 beside 4 rows on page 1 of 100 rows")
    }
}
