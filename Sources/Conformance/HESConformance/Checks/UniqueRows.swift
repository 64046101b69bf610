import HESContract
import JSON

/// No row (meter, item, instant) stands twice in what one operation reports.
struct UniqueRows: Check {
    static let type = "uniqueRows"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "every row once\(scope.place)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let done = scope.operations(evidence).filter { $0.isDone && !$0.rows.isEmpty }
        guard !done.isEmpty else { return .notReached("no rows were reported") }
        for operation in done {
            var seen: Set<String> = []
            for row in operation.rows {
                let key = "\(row.key) \(row.cgcode ?? "")"
                if !seen.insert(key).inserted {
                    return .fail("the row of \(row.key) is reported twice", at: operation.seqs)
                }
            }
        }
        return .pass("\(done.reduce(0) { $0 + $1.rows.count }) rows", at: done.flatMap(\.seqs))
    }
}
