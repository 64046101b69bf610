import HESContract
import JSON

/// The client says 'ok' only if it reports all `rows` (meter and instant); with less it says so.
struct CompleteIfOk: Check {
    static let type = "completeIfOk"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope
    private let rows: Int

    init(_ reader: ObjectReader) {
        scope = Scope(reader)
        rows = reader.integer("rows")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "'ok'\(scope.place) only with all \(rows) rows" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(scope.operations(evidence)) { operation in
            let count = Set(operation.rows.map(\.key)).count
            return operation.outcome == .ok && count < rows ? "it says ok with \(count) different rows" : nil
        }
    }
}
