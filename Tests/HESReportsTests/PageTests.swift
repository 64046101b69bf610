import HESConformance
import HESContract
import HESReports
import JSON
import Testing

@Suite("Reports: the page")
struct PageTests {
    private func page(_ kind: EvidenceEvent.Kind) -> String {
        var input = Sample.input
        input.evidence = ["READ-01": [EvidenceEvent(seq: 1, milliseconds: 0, kind: kind)]]
        return HTMLReport.render(input)
    }

    @Test("a refused reply and a lost push are trouble, the code of a connection is none")
    func trouble() {
        #expect(page(.pushFailed(.init(planID: "P1", reason: "r"))).contains("class=\"row trouble\""))
        #expect(!page(.mqttConnect(.init(client: "c", code: 0))).contains("class=\"row trouble\""))
        #expect(!page(Sample.reply(1, .readSingle)).contains("class=\"row trouble\""))
        #expect(page(Sample.reply(1, .readSingle, code: 500)).contains("class=\"row trouble\""))
    }

    @Test("a fence says that it is not judged")
    func fence() {
        let html = page(.step(.init(1, source: ["fence": true])))

        #expect(html.contains("step 1: fence (known-good exchange, not judged)"))
    }

    @Test("a long planId keeps both ends in the drawing and is whole in the list")
    func planID() {
        let html = page(.plan(.init("P003_20240712100000200000", endpoint: .readSingle, phase: .published)))

        #expect(html.contains("plan P003…00200000 published"))
        #expect(html.contains("plan P003_20240712100000200000 published</summary>"))
    }

    @Test("a token's event says whose token it is, as the recorder writes no other name of it")
    func token() {
        #expect(page(.token(.init(of: "user", .issued))).contains("token of user issued"))
    }

    @Test("what the broker did, and what it did not take over, is drawn")
    func broker() {
        #expect(page(.broker(.init("outage begins"))).contains("outage begins</text>"))
        let failure = EvidenceEvent.PushFailure(planID: "P1", reason: "too large")
        #expect(page(.pushFailed(failure)).contains("push of plan P1 failed: too large</text>"))
    }

    @Test("what did not pass is listed with links before the matrix")
    func open() throws {
        let html = HTMLReport.render(Sample.input)
        let list = try #require(html.firstRange(of: "<h2>What did not pass</h2>"))
        let matrix = try #require(html.firstRange(of: "<h2>Cases and packs</h2>"))

        #expect(list.lowerBound < matrix.lowerBound)
        let text = html[list.lowerBound..<matrix.lowerBound]
        #expect(text.contains("href=\"#READ-01\"") && text.contains("href=\"#HIST-01@tables\""))
        #expect(!text.contains("PUSH-06") && !text.contains("TOKEN-01"))
    }

    @Test("a case that passed is shown by its decisive events, and by a link under a second pack")
    func extent() throws {
        var input = Sample.input
        var twin = try #require(input.run.cases.first { $0.name == "TOKEN-01" })
        twin.pack = "tables"
        input.run.cases.append(twin)
        input.evidence["TOKEN-01@tables"] = input.evidence["TOKEN-01"]
        let html = HTMLReport.render(input)

        #expect(html.contains("id=\"TOKEN-01-3\"") && !html.contains("id=\"TOKEN-01-1\""))
        #expect(html.contains("The exchange is like that of <a href=\"#TOKEN-01\">TOKEN-01</a>"))
        #expect(!html.contains("id=\"TOKEN-01@tables-3\""))
        #expect(html.contains("id=\"READ-01-1\""), "what failed is shown whole")
    }

    @Test("a link to a case leads into its section, which the browser then opens")
    func link() {
        let html = HTMLReport.render(Sample.input)

        #expect(html.contains("<div class=\"inside\" id=\"HIST-01@tables\">"))
    }

    @Test("the first screen has date, versions, packs and seed")
    func facts() {
        let html = HTMLReport.render(Sample.input)
        let facts = "2024-07-12T10:00:00Z · hes-sim 0.1.0 · suite 1.0.0 · catalogue 2026.1 · packs default, tables"

        #expect(html.contains(facts) && html.contains("seed 7"))
    }
}
