import HESContract
import JSON

/// Every value of the item `cgcode` that came during an operation is reported by it, or its meter is named as missing.
///
/// A client may hold back what it does not believe, but not in silence.
struct RowsAccounted: Check {
    static let type = "rowsAccounted"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope
    private let cgcode: String

    init(_ reader: ObjectReader) {
        scope = Scope(reader)
        cgcode = reader.string("cgcode")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "every value of \(cgcode) that came\(scope.place) reported, or its meter named as missing" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let sent = evidence.sentValues
        var count = 0
        let operations = scope.operations(evidence).filter(\.isDone)
        for operation in operations {
            let came = sent.filter { $0.step == operation.step }.flatMap(\.values)
                .filter { $0.cgcode == cgcode && $0.number != nil }
            count += came.count
            let reported = operation.rows.flatMap { $0.values() }.filter { $0.cgcode == nil || $0.cgcode == cgcode }
            let keys = Set(reported.map(\.key))
            if let lost = came.first(where: { !keys.contains($0.key) && !operation.missing.contains($0.key.meter) }) {
                return .fail("\(lost.key) came, and is neither reported nor missing", at: operation.seqs)
            }
        }
        guard count > 0 else { return .notReached("no value of \(cgcode) came") }
        return .pass("\(count) values", at: operations.flatMap(\.seqs))
    }
}
