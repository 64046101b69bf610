/// One row of a sequence picture as SVG, at its height.
struct SequenceRow {
    private static let longestText = 400
    private static let longestLabel = 80

    private let row: SequencePicture.Row
    /// Number and time, before the text.
    private let head: String
    private let y: Int

    init(_ row: SequencePicture.Row, head: String, y: Int) {
        (self.row, self.head, self.y) = (row, head, y)
    }

    func svg(_ arrows: SequenceArrows) -> String {
        let words = [
            "row", isStep ? "step" : nil, row.isDecisive ? "decisive" : nil, row.isFailed ? "failed" : nil,
            row.isTrouble ? "trouble" : nil,
        ]
        let band =
            row.isDecisive || isStep
            ? "<rect class=\"band\" x=\"0\" y=\"\(y)\" width=\"100%\" height=\"36\" rx=\"4\"/>" : ""
        let linked = row.link.map { "<a href=\"\(escaped($0))\">\(text)</a>" } ?? text
        let number = arrows.areShared ? "" : row.number.map { " data-seq=\"\($0)\"" } ?? ""
        let classes = words.compactMap(\.self).joined(separator: " ")
        return "<g class=\"\(classes)\"\(number)>\(band)\(mark(arrows))\(linked)</g>"
    }

    private var isStep: Bool {
        if case .step = row.mark { true } else { false }
    }

    private var text: String {
        "<text x=\"6\" y=\"\(y + (isStep ? 22 : 14))\"><tspan>\(head)</tspan> \(escaped(Self.label(row.text)))</text>"
    }

    /// Shortens long names, such as a planId of 25 characters, in the middle, so that two of one second stay apart.
    private static func label(_ text: String) -> String {
        let parts = text.prefix(longestText).split(omittingEmptySubsequences: false) { "/ ,\"".contains($0) }
        var label = String(text.prefix(longestText))
        for part in parts where part.count > 20 && part.contains(where: \.isNumber) {
            label = label.replacing(part, with: "\(part.prefix(4))…\(part.suffix(8))")
        }
        return label.shortened(to: longestLabel)
    }

    private func mark(_ arrows: SequenceArrows) -> String {
        let y = y + 25
        switch row.mark {
        case .step: return ""
        case .arrow(let from, let to, let isReply): return arrows.arrow(from, to: to, y: y, isReply: isReply)
        case .push(let isDelivered):
            return arrows.arrow(.headEnd, to: .broker, y: y, isReply: false)
                + (isDelivered ? arrows.arrow(.broker, to: .client, y: y + 6, isReply: true) : "")
        case .note(let lane): return "<circle class=\"dot\" cx=\"\(lane.x)%\" cy=\"\(y)\" r=\"4\"/>"
        }
    }
}

/// Draws arrows between lifelines: whole, or as references to symbols that a page has once.
struct SequenceArrows {
    let areShared: Bool

    func arrow(_ from: SequencePicture.Lane, to: SequencePicture.Lane, y: Int, isReply: Bool) -> String {
        if areShared { return "<use href=\"#\(Self.name(from, to: to, isReply: isReply))\" y=\"\(y)\"/>" }
        return "<g class=\"mark\">\(Self.drawn(from, to: to, y: y, isReply: isReply))</g>"
    }

    /// Every arrow once, as symbols.
    static let shared: String = {
        let lanes = SequencePicture.Lane.allCases
        let pairs = lanes.flatMap { from in lanes.filter { $0 != from }.map { (from, $0) } }
        let symbols = pairs.flatMap { from, to in [false, true].map { symbol(from, to: to, isReply: $0) } }
        return "<svg width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>\(symbols.joined())</defs></svg>"
    }()

    private static func symbol(_ from: SequencePicture.Lane, to: SequencePicture.Lane, isReply: Bool) -> String {
        let arrow = drawn(from, to: to, y: nil, isReply: isReply)
        return "<g id=\"\(name(from, to: to, isReply: isReply))\">\(arrow)</g>"
    }

    private static func name(_ from: SequencePicture.Lane, to: SequencePicture.Lane, isReply: Bool) -> String {
        "arrow-\(from.rawValue)\(to.rawValue)\(isReply ? "r" : "")"
    }

    /// `y` is nil for a symbol, which is placed where it is used.
    private static func drawn(
        _ from: SequencePicture.Lane,
        to: SequencePicture.Lane,
        y: Int?,
        isReply: Bool
    ) -> String {
        let points = from.x < to.x ? "-8,-4 0,0 -8,4" : "8,-4 0,0 8,4"
        let ends = y.map { " y1=\"\($0)\" y2=\"\($0)\"" } ?? ""
        let place = y.map { " y=\"\($0)\"" } ?? ""
        return """
            <line class="arrow\(isReply ? " reply" : "")" x1="\(from.x)%" x2="\(to.x)%"\(ends)/>\
            <svg x="\(to.x)%"\(place) overflow="visible"><polyline class="arrow" points="\(points)"/></svg>
            """
    }
}
