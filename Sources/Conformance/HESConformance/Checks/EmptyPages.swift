import HESContract
import JSON

/// Paging ends: of one question, its pages left aside, at most `max` are answered without a row.
struct EmptyPages: Check {
    static let type = "emptyPages"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope
    private let max: Int

    init(_ reader: ObjectReader) {
        scope = Scope(reader, isEndpointRequired: true)
        max = reader.integer("max")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(scope.words) until \(max) pages are empty at most" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let accepted = scope.requests(evidence).filter(\.isAccepted)
        guard !accepted.isEmpty else { return .notReached("no \(scope.words) was accepted") }
        let empty = accepted.filter(\.deliveredKeys.isEmpty)
        for request in empty {
            let same = empty.filter { $0.questionWithoutPage == request.questionWithoutPage }
            if same.count > max { return .fail("\(same.count) empty pages", at: same.map(\.seq)) }
        }
        guard scope.isSettled(evidence, in: testCase) else { return .notReached("the steps did not come to their end") }
        return .pass("\(empty.count) of \(accepted.count) pages are empty", at: accepted.map(\.seq))
    }
}
