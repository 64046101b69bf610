import HESContract

/// What the client says of an operation as a whole: `oneOf` its outcomes.
///
/// With `afterPushOf` it is judged only where a result of that call came while the client was subscribed.
struct OutcomeIs: Check {
    static let type = "outcome"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope
    private let outcomes: [String]
    private let afterPushOf: Endpoint?

    init(_ reader: MemberReader) {
        scope = Scope(reader)
        outcomes = reader.strings("oneOf")
        afterPushOf = reader.has("afterPushOf") ? reader.word("afterPushOf") : nil
        for word in outcomes where Outcome(rawValue: word) == nil {
            let known = Outcome.allCases.map(\.rawValue)
            reader.problems.addUnknown(word, reader.pointer(to: "oneOf"), among: known, what: "an outcome")
        }
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "the client says \(outcomes.joined(separator: " or "))\(scope.place)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        if let afterPushOf {
            let pushes = scope.pushes(evidence).filter { $0.isSubscribed && $0.request?.endpoint == afterPushOf }
            if pushes.isEmpty { return .notReached("no result of \(afterPushOf.rawValue) reached the client") }
        }
        return scope.judgeEach(scope.operations(evidence)) { operation in
            guard let outcome = operation.outcome else { return "no outcome" }
            return outcomes.contains(outcome.rawValue) ? nil : "it says \(outcome.rawValue)"
        }
    }
}
