import HESContract
import JSON

/// What the client says of an operation as a whole: `oneOf` its outcomes.
///
/// With `afterPushOf` it is judged only if a result of that call came while the client was subscribed.
struct OutcomeIs: Check {
    static let type = "outcome"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope
    private let outcomes: [Outcome]
    private let afterPushOf: Endpoint?

    init(_ reader: ObjectReader) {
        scope = Scope(reader)
        outcomes = reader.words("oneOf")
        afterPushOf = reader.optionalWord("afterPushOf")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "the client says \(outcomes.map(\.rawValue).joined(separator: " or "))\(scope.place)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        if let afterPushOf {
            let pushes = scope.pushes(evidence).filter { $0.isSubscribed && $0.request?.endpoint == afterPushOf }
            if pushes.isEmpty { return .notReached("no result of \(afterPushOf.rawValue) reached the client") }
        }
        return scope.judgeEach(scope.operations(evidence)) { operation in
            guard let outcome = operation.outcome else { return "no outcome" }
            return outcomes.contains(outcome) ? nil : "it says \(outcome.rawValue)"
        }
    }
}
