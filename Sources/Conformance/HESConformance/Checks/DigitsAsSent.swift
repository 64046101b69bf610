import HESContract
import JSON

/// Reported values have the digits that were sent, zeros at the end included; values in another unit are left out.
struct DigitsAsSent: Check {
    static let type = "digitsAsSent"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "the digits that were sent\(scope.place)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeReadings(evidence) { reported, sent in
            let comparable = sent.filter { $0.unit.lowercased() == reported.unit.lowercased() }
            return comparable.isEmpty || comparable.contains { $0.value == reported.value } ? nil : reported.words
        }
    }
}
