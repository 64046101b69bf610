import HESConformance
import HESContract

/// Client, HES and broker as lifelines, time downwards, as inline SVG.
///
/// Positions across are percentages, so that the drawing needs no scaling; it scrolls if a screen is narrower than labels.
struct SequenceDiagram {
    private static let maximumRows = 80
    /// Of a case that passed.
    private static let maximumRowsOfPass = 24

    private static let rowHeight = 38
    private static let headHeight = 34

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
        let clock = SimulatedClock(events)
        let height = Self.headHeight + rows.shown.count * Self.rowHeight + 8
        var lastDay = rows.shown.first.map { clock.day($0.event.milliseconds) } ?? ""
        var lastTime = ""
        let caption = "Simulated time from \(lastDay) on, \(clock.zoneName)."
        var drawn = ""
        for (index, row) in rows.shown.enumerated() {
            let day = clock.day(row.event.milliseconds)
            let time = (day == lastDay ? "" : day + " ") + clock.time(row.event.milliseconds)
            drawn += draw(row, time: time == lastTime ? nil : time, y: Self.headHeight + index * Self.rowHeight)
            (lastDay, lastTime) = (day, clock.time(row.event.milliseconds))
        }
        let note =
            rows.hidden == 0 ? "" : "<p class=\"quiet\">\(rows.hidden) further events are in the evidence file.</p>"
        return """
            <figure><div class="scroll"><svg class="sequence" width="100%" height="\(height)" role="img" \
            aria-label="Sequence of messages between client, HES and broker">\(head(height))\(drawn)</svg></div>\
            <figcaption>\(escaped(caption)) Decisive events are marked: <span class="key">of checks that passed</span>, \
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

    private func head(_ height: Int) -> String {
        [(DiagramRow.Lane.client, "client"), (.headEnd, "HES"), (.broker, "broker")].map { lane, name in
            """
            <line class="life" x1="\(lane.x)%" x2="\(lane.x)%" y1="26" y2="\(height)"/>\
            <text class="lane" x="\(lane.x)%" y="17" text-anchor="middle">\(name)</text>
            """
        }.joined()
    }

    /// `time` is nil if it is that of the row above.
    private func draw(_ row: DiagramRow, time: String?, y: Int) -> String {
        let isDecisive = decisive.contains(row.event.seq)
        let isFailed = failed.contains(row.event.seq)
        let kind = [isDecisive ? "decisive" : nil, isFailed ? "failed" : nil, row.isTrouble ? "trouble" : nil]
            .compactMap { $0 }
        let band =
            isDecisive || row.isStep
            ? "<rect class=\"band\" x=\"0\" y=\"\(y)\" width=\"100%\" height=\"36\" rx=\"4\"/>" : ""
        let label = Self.label(row.text)
        let head = time.map { "#\(row.event.seq) \($0)" } ?? "#\(row.event.seq)"
        let text = "<text x=\"6\" y=\"\(y + (row.isStep ? 22 : 14))\"><tspan>\(head)</tspan> \(escaped(label))</text>"
        let isListed = isWhole || isDecisive
        let linked = isListed ? "<a href=\"#\(escaped(caseName))-\(row.event.seq)\">\(text)</a>" : text
        let classes = ["row", row.isStep ? "step" : nil].compactMap { $0 } + kind
        return "<g class=\"\(classes.joined(separator: " "))\">\(band)\(mark(row, y: y + 25))\(linked)</g>"
    }

    /// Shortens long names, such as a planId of 25 characters, in the middle, so that two of one second stay apart.
    private static func label(_ text: String) -> String {
        let parts = text.prefix(400).split(omittingEmptySubsequences: false) { "/ ,\"".contains($0) }
        var label = String(text.prefix(400))
        for part in parts where part.count > 20 && part.contains(where: \.isNumber) {
            label = label.replacing(part, with: "\(part.prefix(4))…\(part.suffix(8))")
        }
        return label.shortened(to: 80)
    }

    private func mark(_ row: DiagramRow, y: Int) -> String {
        switch row.mark {
        case .step: ""
        case .arrow(let from, let to, let isReply): Self.use(from, to: to, y: y, isReply: isReply)
        case .push(let isDelivered):
            Self.use(.headEnd, to: .broker, y: y, isReply: false)
                + (isDelivered ? Self.use(.broker, to: .client, y: y + 6, isReply: true) : "")
        case .note(let lane): "<circle class=\"dot\" cx=\"\(lane.x)%\" cy=\"\(y)\" r=\"4\"/>"
        }
    }

    private static func use(_ from: DiagramRow.Lane, to: DiagramRow.Lane, y: Int, isReply: Bool) -> String {
        "<use href=\"#\(name(from, to: to, isReply: isReply))\" y=\"\(y)\"/>"
    }

    /// Every arrow once, for all diagrams of the page.
    static let arrows: String = {
        let lanes: [DiagramRow.Lane] = [.client, .headEnd, .broker]
        let pairs = lanes.flatMap { from in lanes.filter { $0 != from }.map { (from, $0) } }
        let drawn = pairs.flatMap { from, to in [false, true].map { arrow(from, to: to, isReply: $0) } }
        return "<svg width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>\(drawn.joined())</defs></svg>"
    }()

    private static func name(_ from: DiagramRow.Lane, to: DiagramRow.Lane, isReply: Bool) -> String {
        "arrow-\(from.rawValue)\(to.rawValue)\(isReply ? "r" : "")"
    }

    private static func arrow(_ from: DiagramRow.Lane, to: DiagramRow.Lane, isReply: Bool) -> String {
        let points = from.x < to.x ? "-8,-4 0,0 -8,4" : "8,-4 0,0 8,4"
        return """
            <g id="\(name(from, to: to, isReply: isReply))"><line class="arrow\(isReply ? " reply" : "")" x1="\(from.x)%" \
            x2="\(to.x)%"/><svg x="\(to.x)%" overflow="visible"><polyline class="arrow" points="\(points)"/></svg></g>
            """
    }
}

extension DiagramRow {
    var isStep: Bool {
        if case .step = mark { true } else { false }
    }
}

extension DiagramRow.Lane {
    /// Position in percent of the width.
    var x: Int { [12, 50, 88][rawValue] }
}
