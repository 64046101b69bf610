import HESContract

/// After its connection was cut the client subscribes again to what it waits for.
struct Resubscribed: Check {
    static let type = "resubscribed"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: MemberReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "a SUBSCRIBE to the result's topic after the connection was cut" }

    func judge(_ evidence: Evidence, _ testCase: Case) -> Finding {
        let cut = evidence.events.first { $0.kind == "mqtt.disconnect" && $0["what"]?.string == "cut" }
        guard let cut else { return .notReached("no connection of the client was cut") }
        let topics = scope.pushes(evidence).compactMap(\.topic)
        let after = evidence.events.first { event in
            event.kind == "mqtt.subscribe" && event.seq > cut.seq && !evidence.isFence(evidence.step(of: event))
                && Self.filters(of: event).contains { filter in topics.contains(where: filter.matches) }
        }
        if let after { return .pass("it subscribed again", [cut.seq, after.seq]) }
        guard scope.isSettled(evidence, testCase) else { return .notReached("the steps did not come to their end") }
        return .fail("it did not subscribe again", [cut.seq])
    }

    private static func filters(of event: EvidenceEvent) -> [TopicFilter] {
        guard case .array(let nodes) = event["topics"] else { return [] }
        return nodes.compactMap { $0.value.string }.map { TopicFilter($0) }
    }
}
