import HESConformance
import HESDrawing

/// The section of one case: what was required, what happened, and the proof.
struct CaseSection {
    /// How much of the evidence the page shows; the evidence file has all of it.
    enum Extent: Equatable {
        /// Every event with its body.
        case whole
        /// The sequence, and the bodies of the decisive events.
        case decisive
        /// Nothing but a link to the case of this name, which passed as well.
        case like(String)
    }

    let result: CaseResult
    let events: [EvidenceEvent]
    let extent: Extent
    let isOpen: Bool

    private var decisive: Set<Int> { Set(result.checks.flatMap(\.events)) }
    private var failed: Set<Int> { Set(result.checks.filter { $0.verdict == .fail }.flatMap(\.events)) }

    var html: String {
        """
        <details class="case"\(isOpen ? " open" : "")><summary>\
        \(badge(result.verdict.rawValue)) <b>\(escaped(result.name))</b> <span class="title">\(escaped(result.title))</span></summary>
        <div class="inside" id="\(escaped(result.name))">\(facts)\(result.isGood && result.verdict != .warn ? "" : account)\(checks)\(exchange)\
        \(reproduce)</div></details>

        """
    }

    private var facts: String {
        let cause = result.cause.map { " · \($0.rawValue)" } ?? ""
        let parts = [
            result.level.rawValue, result.basis.rawValue, result.obligation, result.clause, "pack \(result.pack)",
        ]
        return "<p class=\"quiet\">\(escaped(parts.filter { !$0.isEmpty }.joined(separator: " · ") + cause))</p>"
    }

    private var account: String {
        let told = Account(result)
        let why = told.why.map { "<dt>why</dt><dd>\(escaped($0))</dd>" } ?? ""
        let hint = told.hint.map { "<dt>hint</dt><dd>\(escaped($0))</dd>" } ?? ""
        return """
            <dl><dt>required</dt><dd>\(escaped(told.required))</dd><dt>did</dt><dd>\(escaped(told.did))</dd>\
            <dt>proof</dt><dd><code>\(escaped(told.proof))</code></dd>\(why)\(hint)</dl>

            """
    }

    private var checks: String {
        guard !result.checks.isEmpty else { return "" }
        let rows = result.checks.map { check in
            let events = check.events.prefix(20).map(number)
            return """
                <tr><td>\(escaped(check.check))<br><span class="quiet plane">\(check.level.rawValue), \(check.plane.rawValue)</span>\
                </td><td>\(badge(check.verdict.rawValue))</td><td data-name="required">\(escaped(check.expected))</td>\
                <td data-name="seen">\(escaped(check.actual))</td>\
                <td data-name="events">\(events.joined(separator: " "))</td></tr>

                """
        }
        return """
            <table class="checks"><thead><tr><th>check</th><th></th><th>required</th><th>seen</th><th>events</th></tr></thead>
            <tbody>\(rows.joined())</tbody></table>

            """
    }

    /// The number of an event, with a link if the page shows the event.
    private func number(_ seq: Int) -> String {
        if case .like = extent { return "#\(seq)" }
        return "<a href=\"#\(escaped(result.name))-\(seq)\">#\(seq)</a>"
    }

    private var exchange: String {
        guard case .like(let name) = extent else { return diagram + list }
        return """
            <p class="quiet">The exchange is like that of <a href="#\(escaped(name))">\(escaped(name))</a>; all \(events.count) \
            events are in \(escaped(result.evidencePath)).</p>
            """
    }

    private var diagram: String {
        SequenceDiagram(
            caseName: result.name,
            events: events,
            decisive: decisive,
            failed: failed,
            isWhole: extent == .whole
        ).html
    }

    private var list: String {
        guard !events.isEmpty else { return "" }
        return EventList(
            caseName: result.name,
            events: events,
            decisive: decisive,
            failed: failed,
            isWhole: extent == .whole,
            evidencePath: result.evidencePath
        ).html
    }

    private var reproduce: String {
        result.reproduce.isEmpty ? "" : "<p class=\"quiet\">run it alone</p><pre>\(escaped(result.reproduce))</pre>"
    }
}

/// The badge of a verdict on a case or a check.
func badge(_ verdict: String) -> String {
    "<span class=\"badge \(verdict)\">\(verdict)</span>"
}
