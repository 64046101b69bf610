import HESContract
import JSON

/// What is subscribed to is a filter by MQTT 3.1.1 §4.7.1: `#` alone and last, `+` alone in its level.
struct ValidFilters: Check {
    static let type = "validFilters"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "SUBSCRIBE with valid filters" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let subscribes = evidence.subscribes
        guard !subscribes.isEmpty else { return .notReached("nothing was subscribed to") }
        for (seq, topics) in subscribes {
            if let wrong = topics.first(where: { !TopicFilter($0).isValid }) {
                return .fail("'\(wrong)' is no filter", at: [seq])
            }
        }
        return .pass("\(subscribes.count) subscriptions", at: subscribes.map(\.seq))
    }
}
