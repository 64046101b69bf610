import HESContract
import JSON

/// The result of every plan comes while the client is subscribed to its topic (§3.2.2 `topicId`).
///
/// Which filter, and when it subscribed, is free.
struct Subscribed: Check {
    static let type = "subscribed"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader, isEndpointRequired: true) }

    var steps: [Int]? { scope.steps }
    var expected: String { "a subscription that matches the topic of the result, when it comes" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let pushes = scope.pushes(evidence)
        guard !pushes.isEmpty else { return .notReached("no result of \(scope.words) was pushed") }
        let plans = pushes.reduce(into: [String]()) { plans, push in
            if let plan = push.planID, !plans.contains(plan) { plans.append(plan) }
        }
        for plan in plans where !pushes.contains(where: { $0.planID == plan && $0.isSubscribed }) {
            let unheard = pushes.filter { $0.planID == plan }
            return .fail(unheard.first?.unheard ?? "no subscription matched", at: unheard.map(\.seq))
        }
        return .pass("\(plans.count) results", at: pushes.map(\.seq))
    }
}
