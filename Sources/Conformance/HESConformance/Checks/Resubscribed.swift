import HESContract
import JSON

/// After its connection was cut the client subscribes again to what it waits for.
struct Resubscribed: Check {
    static let type = "resubscribed"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "a SUBSCRIBE to the result's topic after the connection was cut" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let cut = evidence.events.first { event in
            if case .mqttDisconnect(let end) = event.kind { end.reason == .cut } else { false }
        }
        guard let cut else { return .notReached("no connection of the client was cut") }
        let topics = scope.pushes(evidence).map(\.topic)
        let after = evidence.subscribes.first { seq, filters in
            seq > cut.seq && !evidence.isFence(evidence.step(of: seq))
                && filters.contains { topics.contains(where: TopicFilter($0).matches) }
        }
        if let after { return .pass("it subscribed again", at: [cut.seq, after.seq]) }
        guard scope.isSettled(evidence, in: testCase) else { return .notReached("the steps did not come to their end") }
        return .fail("it did not subscribe again", at: [cut.seq])
    }
}
