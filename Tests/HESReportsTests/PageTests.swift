import HESConformance
import HESContract
import HESReports
import JSON
import Testing

@Suite("Reports: the page")
struct PageTests {
    private func page(_ kind: String, _ members: [(String, JSONValue)]) -> String {
        var input = Sample.input
        let event = EvidenceEvent(seq: 1, milliseconds: 0, plane: .wire, kind: kind, members: members)
        input.evidence = ["READ-01": [event]]
        return HTMLReport.render(input)
    }

    @Test("only a reply's code is trouble, not that of a connection")
    func trouble() {
        #expect(!page("mqtt.connect", [("code", .number("0"))]).contains("class=\"row trouble\""))
        #expect(!page("http.reply", [("code", "200")]).contains("class=\"row trouble\""))
        #expect(page("http.reply", [("code", "500")]).contains("class=\"row trouble\""))
    }

    @Test("a fence says that it is not judged")
    func fence() {
        let html = page("step", [("step", .number("1")), ("do", ["fence": true])])

        #expect(html.contains("step 1: fence (known-good exchange, not judged)"))
    }

    @Test("a long planId keeps both ends in the drawing and is whole in the list")
    func planID() {
        let html = page("puback", [("planId", "P003_20240712100000200000")])

        #expect(html.contains("PUBACK plan P003…00200000"))
        #expect(html.contains("PUBACK plan P003_20240712100000200000</summary>"))
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
}
