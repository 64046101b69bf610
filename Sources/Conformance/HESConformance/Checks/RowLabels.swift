import HESContract
import JSON

/// Rows carry the cgcode that was asked for, though the answer of §3.5 has none.
struct RowLabels: Check {
    static let type = "rowLabels"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope
    private let cgcode: String

    init(_ reader: ObjectReader) {
        scope = Scope(reader)
        cgcode = reader.string("cgcode")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "every row\(scope.place) with cgcode \(cgcode)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let done = scope.operations(evidence).filter(\.isDone)
        let rows = done.flatMap(\.rows)
        guard !rows.isEmpty else { return .notReached("no rows were reported") }
        let wrong = rows.first { $0.cgcode != cgcode }
        let seqs = done.flatMap(\.seqs)
        return wrong.map { .fail("a row with \($0.cgcode.map { "cgcode '\($0)'" } ?? "no cgcode")", at: seqs) }
            ?? .pass("\(rows.count) rows", at: seqs)
    }
}
