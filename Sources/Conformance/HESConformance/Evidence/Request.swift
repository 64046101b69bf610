import HESContract
package import JSON

/// One HTTP exchange: what the client sent, and what it got.
package struct Request: Sendable {
    package let event: EvidenceEvent
    /// Nil before the first step.
    package let step: Int?
    package let isFence: Bool
    package let reply: Reply?

    package var seq: Int { event.seq }
    /// As `readSingle`; nil where the path is none of the nine.
    package var endpoint: String? { event["endpoint"]?.string }
    package var json: JSONValue? { event["json"] }
    package func field(_ name: String) -> JSONValue? { json?.member(name)?.value }

    /// The numbers of `devList`, blanks trimmed; also where it is an array, so that one defect is judged in one place.
    package var meters: [String] {
        guard let list = field("devList") else { return [] }
        if case .array = list { return list.elements.compactMap(\.word) }
        return (list.word ?? "").split(separator: ",").map { $0.drop { $0 == " " } }.map { text in
            String(text.prefix { $0 != " " })
        }
    }

    /// Accepted: HTTP 200 and `code` 200 (§3: "200=Success").
    package var isAccepted: Bool { reply?.isSuccess ?? false }

    /// The calls that a token opens.
    package var needsToken: Bool { endpoint != nil && endpoint != Endpoint.getToken.rawValue }

    /// As `#12 readSingle`.
    package var label: String { "#\(seq) \(endpoint ?? event["path"]?.string ?? "a request")" }
}

package struct Reply: Sendable {
    package let event: EvidenceEvent

    package var seq: Int { event.seq }
    package var planID: String? { event["planId"]?.string }
    package var topic: String? { event["topic"]?.string }
    package var data: JSONValue? { event["json"]?.member("data")?.value }
    package var isSuccess: Bool { event["status"]?.integer == 200 && event["code"]?.word == "200" }
}

extension Request {
    static func all(in events: [EvidenceEvent], steps: [Int?], fences: [Int]) -> [Request] {
        let replies = events.filter { $0.kind == "http.reply" }
        return events.indices.filter { events[$0].kind == "http.request" }.map { index in
            let exchange = events[index]["exchange"]?.integer
            let reply = replies.first { $0["exchange"]?.integer == exchange && $0.seq > events[index].seq }
            return Request(
                event: events[index],
                step: steps[index],
                isFence: steps[index].map(fences.contains) ?? false,
                reply: reply.map(Reply.init)
            )
        }
    }
}
