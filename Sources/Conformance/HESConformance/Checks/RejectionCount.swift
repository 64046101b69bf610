import HESContract
import JSON

/// At most `max` calls are answered with a failure; getToken does not count.
struct RejectionCount: Check {
    static let type = "rejectionCount"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope
    private let max: Int

    init(_ reader: ObjectReader) {
        scope = Scope(reader)
        max = reader.integer("max")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "at most \(max) rejected calls\(scope.place)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let calls = scope.requests(evidence).filter(\.needsToken)
        let rejected = calls.filter { $0.reply != nil && !$0.isAccepted }
        if rejected.count > max { return .fail("\(rejected.count) were rejected", at: rejected.map(\.seq)) }
        guard scope.isSettled(evidence, in: testCase) else { return .notReached("the steps did not come to their end") }
        return .pass("\(rejected.count) of \(calls.count) were rejected", at: rejected.map(\.seq))
    }
}
