import HESConformance
import JSON

/// A message of a plan's result as it arrived.
struct SeenPush: Sendable {
    let seq: Int
    let milliseconds: Int64
    let topic: String
    let qos: Int
    let isRetained: Bool
    let json: JSONValue?
    let payload: String
    let rows: [SeenRow]

    init(_ push: EvidenceEvent.Push, seq: Int, at milliseconds: Int64) {
        self.seq = seq
        self.milliseconds = milliseconds
        (topic, qos, isRetained, payload) = (push.topic, push.qos, push.isRetained, push.payload)
        json = push.json
        rows = (json?.member("data")?.value.member("list")?.value.elements ?? []).map { SeenRow($0) }
    }

    var planID: String? { json?.member("planId")?.value.written }
    var data: JSONValue? { json?.member("data")?.value }
    var status: String? { data?.member("status")?.value.written }
    /// Numbers of the meters that have a value or an outcome, each once.
    var devices: [String] { unique(rows.filter { $0.hasValue }.map(\.device)) }
    var hasMark: Bool { payload.unicodeScalars.first == "\u{FEFF}" }
}

/// The elements in their order, each once.
func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return elements.filter { seen.insert($0).inserted }
}
