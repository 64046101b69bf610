package import HESContract

/// One HTTP exchange: what the client sent, and what it got.
package struct Request: Sendable {
    package let seq: Int
    package let sent: EvidenceEvent.HTTPRequest
    /// Nil before the first step.
    package let step: Int?
    package let isFence: Bool
    package let reply: Reply?

    /// Nil if the path is none of the nine.
    package var endpoint: Endpoint? { sent.endpoint }
    package var json: JSONValue? { sent.json }
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
    package var needsToken: Bool { endpoint != nil && endpoint != .getToken }

    /// As `#12 readSingle`.
    package var label: String { "#\(seq) \(endpoint?.rawValue ?? sent.path)" }
}

package struct Reply: Sendable {
    package let seq: Int
    package let received: EvidenceEvent.HTTPReply

    package var planID: String? { received.planID }
    package var data: JSONValue? { received.json?.member("data")?.value }
    package var isSuccess: Bool { received.status == 200 && received.code == 200 }
}

extension Request {
    static func all(in events: [EvidenceEvent], steps: [Int?], fences: [Int]) -> [Request] {
        let replies = events.compactMap { event in
            if case .httpReply(let reply) = event.kind { Reply(seq: event.seq, received: reply) } else { nil }
        }
        return zip(events, steps).compactMap { event, step in
            guard case .httpRequest(let sent) = event.kind else { return nil }
            return Request(
                seq: event.seq,
                sent: sent,
                step: step,
                isFence: step.map(fences.contains) ?? false,
                reply: replies.first { $0.received.exchange == sent.exchange && $0.seq > event.seq }
            )
        }
    }
}
