import HESDrawing
import SimulationKernel
import Testing

@Suite("Drawing: the sequence of client, HES and broker")
struct SequencePictureTests {
    private static let rows: [SequencePicture.Row] = {
        var rows: [SequencePicture.Row] = [
            .init(.arrow(from: .client, to: .headEnd, isReply: false), text: "POST /readSingle"),
            .init(.note(on: .headEnd), text: "plan P003_20240712100000200000 accepted"),
            .init(.push(isDelivered: true), text: "PUBLISH topic"), .init(.step, text: "the clock moves"),
        ]
        for index in rows.indices {
            rows[index].number = index + 1
            rows[index].instant = SimulatedInstant(milliseconds: 1_720_663_200_000 + Int64(index / 2) * 200)
        }
        return rows
    }()

    @Test("a picture alone is as written down")
    func golden() throws {
        let svg = SequencePicture(Self.rows, zone: .plusEight).standalone(title: "Plan P003")

        try Golden.compare(svg, with: "sequence.svg")
    }

    @Test("alone it needs no symbols, and has its style first; in a page it uses the page's symbols")
    func twoForms() {
        let picture = SequencePicture(Self.rows, zone: .plusEight)
        let alone = picture.standalone(title: "t")

        #expect(!alone.contains("<use") && alone.prefix(120).contains("role=\"img\"><style>"))
        #expect(picture.inPage.contains("<use href=\"#arrow-01\"") && !picture.inPage.contains("<style>"))
        #expect(SequencePicture.sharedArrows.contains("id=\"arrow-01\""))
    }

    @Test("a time is shown once, and a day when it changes")
    func times() {
        var rows = Array(Self.rows.prefix(3))
        rows[2].instant = SimulatedInstant(milliseconds: 1_720_713_600_000)
        let svg = SequencePicture(rows, zone: .plusEight).standalone(title: "t")

        #expect(svg.contains("<tspan>#1 10:00:00.000</tspan>") && svg.contains("<tspan>#2</tspan>"))
        #expect(svg.contains("<tspan>#3 2024-07-12 00:00:00.000</tspan>"))
        #expect(svg.contains("Simulated time from 2024-07-11 on, +08:00."))
    }

    @Test("text of others is never markup")
    func hostile() {
        var row = SequencePicture.Row(.step, text: "<script>alert(1)</script> \"x\" \u{202E}")
        row.link = "\"><script>"
        let svg = SequencePicture([row], zone: .plusEight).standalone(title: "</title><script>", remark: "<b>")

        #expect(!svg.contains("<script") && !svg.contains("<b>") && !svg.contains("\u{202E}"))
        #expect(svg.contains("&lt;script&gt;alert(1)"))
    }

    @Test("nothing is a picture too")
    func empty() {
        let svg = SequencePicture([], zone: .plusEight).standalone(title: "t")

        #expect(svg.contains("Nothing was exchanged.") && svg.contains(">broker</text>"))
    }
}
