package import HESContract
package import JSON
import SimulationKernel

/// One HTTP exchange: what the client sent, and what it got.
package struct ClientRequest: Sendable {
    package let seq: Int
    package let sent: EvidenceEvent.HTTPRequest
    /// Nil before the first step.
    package let step: Int?
    package let isFence: Bool
    package let reply: Reply?

    /// Nil if the path is not that of one of the nine calls.
    package var endpoint: Endpoint? { sent.endpoint }
    package var json: JSONValue? { sent.json }
    package func field(_ name: String) -> JSONValue? { json?.member(name)?.value }

    /// The numbers of `devList`, blanks trimmed; also if it is an array, as ``DevListForm`` alone judges its form.
    package var meters: [String] {
        guard let list = field("devList") else { return [] }
        if case .array = list { return list.elements.compactMap(\.word) }
        return (list.word ?? "").split(separator: ",").map { $0.drop { $0 == " " } }.map { text in
            String(text.prefix { $0 != " " })
        }
    }

    /// Accepted: HTTP 200 and `code` 200 (§3: "200=Success").
    package var isAccepted: Bool { reply?.isSuccess ?? false }

    /// A success of which the client got every byte.
    var isAnswered: Bool { isAccepted && reply?.received.extent == nil }

    /// What is asked for; equal for a call that is sent again.
    var question: String { text(of: ["devList", "cgcode", "start", "end", "curPage", "pageSize"]) }

    /// The same for all pages of one list.
    var questionWithoutPage: String { text(of: ["devList", "cgcode", "start", "end", "pageSize"]) }

    private func text(of names: [String]) -> String {
        names.reduce(sent.path) { "\($0)\u{1F}\(field($1)?.word ?? "")" }
    }

    /// Whether it is a call that needs a token: all but getToken.
    package var needsToken: Bool { endpoint != nil && endpoint != .getToken }

    /// Such as `#12 readSingle`.
    package var label: String { "#\(seq) \(endpoint?.rawValue ?? sent.path)" }
}

package struct Reply: Sendable {
    package let seq: Int
    package let received: EvidenceEvent.HTTPReply

    package var planID: String? { received.planID }
    package var data: JSONValue? { received.json?.member("data")?.value }
    package var isSuccess: Bool { received.status == 200 && received.code == 200 }
}

extension ClientRequest {
    static func all(in events: [EvidenceEvent], steps: [Int?], fences: [Int]) -> [ClientRequest] {
        var replies: [Int: [Reply]] = [:]
        for case (let seq, .httpReply(let reply)) in events.map({ ($0.seq, $0.kind) }) {
            replies[reply.exchange, default: []].append(Reply(seq: seq, received: reply))
        }
        return zip(events, steps).compactMap { event, step in
            guard case .httpRequest(let sent) = event.kind else { return nil }
            return ClientRequest(
                seq: event.seq,
                sent: sent,
                step: step,
                isFence: step.map(fences.contains) ?? false,
                reply: replies[sent.exchange]?.first { $0.seq > event.seq }
            )
        }
    }
}

extension ClientRequest {
    /// `start` and `end`, inclusive; nil if one of them is absent or not of the pattern.
    var window: (start: CivilTime, end: CivilTime)? {
        guard let start = field("start")?.string.flatMap({ CivilTime(parsing: $0) }),
            let end = field("end")?.string.flatMap({ CivilTime(parsing: $0) })
        else { return nil }
        return (start, end)
    }

    func covers(_ instant: CivilTime, of meter: String) -> Bool {
        guard meters.contains(meter), let window else { return false }
        return window.start <= instant && instant <= window.end
    }

    /// Rows of a history answer.
    var deliveredKeys: [RowKey] {
        isAccepted ? (reply?.data?.member("list")?.value.elements ?? []).map { ReportedRow(json: $0).key } : []
    }
}
