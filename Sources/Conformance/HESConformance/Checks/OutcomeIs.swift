import HESContract

/// What the client says of an operation as a whole: `oneOf` its outcomes.
struct OutcomeIs: Check {
    static let type = "outcome"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope
    private let outcomes: [String]

    init(_ reader: MemberReader) {
        scope = Scope(reader)
        outcomes = reader.strings("oneOf")
        for word in outcomes where Outcome(rawValue: word) == nil {
            let known = Outcome.allCases.map(\.rawValue)
            reader.problems.addUnknown(word, reader.pointer(to: "oneOf"), among: known, what: "an outcome")
        }
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "the client says \(outcomes.joined(separator: " or "))\(scope.place)" }

    func judge(_ evidence: Evidence, _ testCase: Case) -> Finding {
        scope.judgeEach(scope.operations(evidence)) { operation in
            guard let outcome = operation.outcome else { return "no outcome" }
            return outcomes.contains(outcome.rawValue) ? nil : "it says \(outcome.rawValue)"
        }
    }
}
