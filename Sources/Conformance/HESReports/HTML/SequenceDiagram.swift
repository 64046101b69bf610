import HESConformance
import HESContract
import HESDrawing
import SimulationKernel

/// The sequence of a case's events in the report.
struct SequenceDiagram {
    private static let maximumRows = 80
    /// Of a case that passed.
    private static let maximumRowsOfPass = 24

    let caseName: String
    let events: [EvidenceEvent]
    /// Numbers of the events that the verdict rests on.
    let decisive: Set<Int>
    /// Numbers of the decisive events of checks that failed.
    let failed: Set<Int>
    /// Every event is in the list below, so that each row leads to one.
    let isWhole: Bool

    private var mostRows: Int { isWhole ? Self.maximumRows : Self.maximumRowsOfPass }

    var html: String {
        let rows = chosen(events.compactMap { DiagramRow($0) })
        guard !rows.shown.isEmpty else { return "<p class=\"quiet\">Nothing was exchanged.</p>" }
        let picture = SequencePicture(rows.shown.map(drawn), zone: SimulatedClock(events).zone)
        let note =
            rows.hidden == 0 ? "" : "<p class=\"quiet\">\(rows.hidden) further events are in the evidence file.</p>"
        return """
            <figure><div class="scroll">\(picture.inPage)</div>\
            <figcaption>\(escaped(picture.timeRemark ?? "")) Decisive events are marked: \
            <span class="key">of checks that passed</span>, \
            <span class="key failed">of checks that failed</span>.</figcaption></figure>\(note)

            """
    }

    /// At most ``mostRows``: decisive rows for up to half of them, and the first of the others.
    private func chosen(_ rows: [DiagramRow]) -> (shown: [DiagramRow], hidden: Int) {
        guard rows.count > mostRows else { return (rows, 0) }
        let marked = rows.filter { decisive.contains($0.event.seq) }.prefix(mostRows / 2).map(\.event.seq)
        var room = mostRows - marked.count
        var shown: [DiagramRow] = []
        for row in rows {
            if marked.contains(row.event.seq) {
                shown.append(row)
            } else if room > 0 {
                shown.append(row)
                room -= 1
            }
        }
        return (shown, rows.count - shown.count)
    }

    private func drawn(_ row: DiagramRow) -> SequencePicture.Row {
        let seq = row.event.seq
        var drawn = SequencePicture.Row(row.mark, text: row.text)
        drawn.number = seq
        drawn.instant = SimulatedInstant(milliseconds: row.event.milliseconds)
        (drawn.isDecisive, drawn.isFailed) = (decisive.contains(seq), failed.contains(seq))
        drawn.isTrouble = row.isTrouble
        if isWhole || drawn.isDecisive { drawn.link = "#\(caseName)-\(seq)" }
        return drawn
    }
}
