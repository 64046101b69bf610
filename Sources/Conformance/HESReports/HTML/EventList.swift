import HESConformance
import HESContract
import HESDrawing
import JSON

/// Events behind a click, with their bodies: all of them, or the decisive ones.
struct EventList {
    static let maximumEvents = 300
    /// Most characters of a decisive event's body; a quarter of it for other events, an eighth for cases that passed.
    static let maximumBody = 4000

    let caseName: String
    let events: [EvidenceEvent]
    let decisive: Set<Int>
    let failed: Set<Int>
    let isWhole: Bool
    let evidencePath: String

    var html: String {
        let clock = SimulatedClock(events)
        let marked = events.filter { decisive.contains($0.seq) }.prefix(Self.maximumEvents).map(\.seq)
        let shown = events.enumerated().filter {
            isWhole && $0.offset < Self.maximumEvents || marked.contains($0.element.seq)
        }
        let items = shown.map { item($0.element, at: clock) }.joined()
        let hidden = events.count - shown.count
        let note = hidden == 0 ? "" : "<p class=\"quiet\">\(hidden) further events are in \(escaped(evidencePath)).</p>"
        let title = isWhole ? "\(events.count) events" : "\(shown.count) decisive events of \(events.count)"
        return """
            <details class="events"><summary>\(title)</summary>\(items)\(note)</details>

            """
    }

    private func item(_ event: EvidenceEvent, at clock: SimulatedClock) -> String {
        let text = DiagramRow(event)?.text ?? brief(event)
        let isDecisive = decisive.contains(event.seq)
        let classes = "event\(isDecisive ? " decisive" : "")\(failed.contains(event.seq) ? " failed" : "")"
        return """
            <details class="\(classes)" id="\(escaped(caseName))-\(event.seq)"><summary><span class="number">#\(event.seq)\
            </span> <span class="time">\(clock.time(event.milliseconds))</span> <b>\(escaped(event.kind.word))</b> \
            \(escaped(text.shortened(to: 160)))</summary><pre>\(body(event))</pre></details>

            """
    }

    private func brief(_ event: EvidenceEvent) -> String {
        event.members.compactMap { $0.1.string }.first ?? ""
    }

    /// The members as text, without `body` and `payload` if there is `json`, which says the same.
    private func body(_ event: EvidenceEvent) -> String {
        let all = event.members
        let hasJSON = all.contains { $0.0 == "json" }
        let members = all.filter { !hasJSON || !["body", "payload"].contains($0.0) }
        let cut = members.map { ($0.0, $0.1.string.map { .string(Self.cut($0)) } ?? $0.1) }
        let text = String(decoding: JSONValue.members(cut).prettyPrinted, as: UTF8.self)
        let limit =
            !isWhole ? Self.maximumBody / 8 : decisive.contains(event.seq) ? Self.maximumBody : Self.maximumBody / 4
        guard text.utf8.count > limit else { return escaped(text, isAttribute: false) }
        return escaped(String(text.prefix(limit)), isAttribute: false)
            + "\n<span class=\"quiet\">… the rest is in \(escaped(evidencePath))</span>"
    }

    /// Shortens a text before it is escaped and counted, which would take long.
    private static func cut(_ text: String) -> String {
        text.utf8.count > maximumBody ? text.prefix(maximumBody) + "…" : text
    }
}
