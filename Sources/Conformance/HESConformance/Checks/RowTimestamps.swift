import HESContract
import JSON

/// Rows carry the stamps with which they were delivered: of a composite the freeze time (§3.2.3), never the time of arrival.
struct RowTimestamps: Check {
    static let type = "rowStamps"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "rows\(scope.place) with the stamps that were delivered" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let done = scope.operations(evidence).filter(\.isDone)
        let rows = done.flatMap(\.rows)
        guard !rows.isEmpty else { return .notReached("no rows were reported") }
        let histories = scope.requests(evidence)
        let pushes = scope.pushes(evidence)
        let delivered = Set(histories.flatMap(\.deliveredKeys) + pushes.flatMap(\.deliveredKeys))
        let seqs = pushes.map(\.seq) + done.flatMap(\.seqs)
        let wrong = rows.first { !delivered.contains($0.key) }
        return wrong.map { .fail("\($0.key) was never delivered", at: seqs) } ?? .pass("\(rows.count) rows", at: seqs)
    }
}
