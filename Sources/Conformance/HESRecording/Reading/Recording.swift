package import HESConformance
package import HESContract
package import JSON

/// A recorded session, read from its evidence: what was asked, what was answered, and which results came.
package struct Recording: Sendable {
    /// A request, and what became of it.
    package struct Exchange: Sendable {
        /// Of the request's event.
        package let seq: Int
        package let milliseconds: Int64
        package let request: EvidenceEvent.HTTPRequest
        /// nil if none was recorded.
        package fileprivate(set) var reply: EvidenceEvent.HTTPReply?
        package fileprivate(set) var repliedAt: Int64?
        package fileprivate(set) var replySeq: Int?

        package var endpoint: Endpoint? { request.endpoint }
        /// Whether the HES did what was asked: HTTP 200, and 200 in the envelope.
        package var isAccepted: Bool { reply.map { $0.status == 200 && $0.code == 200 && $0.extent == nil } ?? false }
        package var data: JSONValue? { reply?.json?.member("data")?.value }
    }

    package struct Result: Sendable {
        package let seq: Int
        package let milliseconds: Int64
        package let push: EvidenceEvent.Push
    }

    package let header: EvidenceEvent.CaseHeader?
    /// In the order of the requests.
    package private(set) var exchanges: [Exchange] = []
    /// In the order in which they came; one that came to several clients is there for each.
    package private(set) var results: [Result] = []
    /// Of the first and the last event; nil without any.
    package let span: ClosedRange<Int64>?
    /// Of messages that are no JSON, and so of no plan, without the slash in front.
    private var brokenTopics: Set<String> = []
    private var resultsOfPlan: [String: [Int]] = [:]

    package init(_ events: [EvidenceEvent]) {
        header = Evidence.header(of: events)
        let first = events.first?.milliseconds ?? 0
        span = events.last.map { first...max(first, $0.milliseconds) }
        var places: [Int: Int] = [:]
        for event in events {
            switch event.kind {
            case .httpRequest(let request):
                places[request.exchange] = exchanges.count
                exchanges.append(Exchange(seq: event.seq, milliseconds: event.milliseconds, request: request))
            case .httpReply(let reply):
                guard let place = places.removeValue(forKey: reply.exchange) else { continue }
                exchanges[place].reply = reply
                (exchanges[place].repliedAt, exchanges[place].replySeq) = (event.milliseconds, event.seq)
            case .push(let push):
                if let planID = push.planID { resultsOfPlan[planID, default: []].append(results.count) }
                if push.json == nil { brokenTopics.insert(Self.bare(push.topic)) }
                results.append(Result(seq: event.seq, milliseconds: event.milliseconds, push: push))
            default: continue
            }
        }
    }

    /// Whether a message that is no JSON came on the topic that an answer named.
    package func hasBrokenResult(_ exchange: Exchange) -> Bool {
        exchange.reply?.topic.map { brokenTopics.contains(Self.bare($0)) } ?? false
    }

    private static func bare(_ topic: String) -> String { topic.hasPrefix("/") ? String(topic.dropFirst()) : topic }

    /// What was pushed for a plan, in order.
    package func results(of planID: String) -> [Result] { (resultsOfPlan[planID] ?? []).map { results[$0] } }
}
