import HESContract
import JSON

/// Reported values equal those that were sent, as decimal numbers; a value that is converted with its unit is equal too.
///
/// Readings that were never sent are judged by ``NothingInvented``, units by ``UnitsAsSent``.
struct ValuesAsSent: Check {
    static let type = "valuesAsSent"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "the values that were sent, as decimal numbers\(scope.place)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeReadings(evidence) { reported, sent in
            sent.contains { Self.isEqual(reported, to: $0) } ? nil : reported.words
        }
    }

    private static func isEqual(_ reported: Reading, to sent: Reading) -> Bool {
        guard let value = reported.decimal, let original = sent.decimal else { return reported.value == sent.value }
        if value == original { return true }
        guard let from = MeasuringUnit(sent.unit), let to = MeasuringUnit(reported.unit) else { return false }
        return from.conversion(to: to).map { original.scaled(by: $0) == value } ?? false
    }
}
