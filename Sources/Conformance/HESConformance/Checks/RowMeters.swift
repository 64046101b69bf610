import HESContract
import JSON

/// The client reports rows of exactly these `meters`, their numbers as strings (§3.2.3 `devAddr` String).
struct RowMeters: Check {
    static let type = "rowMeters"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope
    private let meters: [String]

    init(_ reader: ObjectReader) {
        scope = Scope(reader)
        meters = reader.strings("meters")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "rows of exactly \(meters.joined(separator: ", "))\(scope.place)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let done = scope.operations(evidence).filter(\.isDone)
        guard !done.isEmpty else { return .notReached("no operation\(scope.place) was answered") }
        let rows = done.flatMap(\.rows)
        let reported = rows.compactMap { $0.meter?.string }
        let seqs = done.flatMap(\.seqs)
        if let row = rows.first(where: { $0.meter?.string == nil }) {
            return .fail("a row's devAddr is \(row.meter?.excerpt ?? "absent")", at: seqs)
        }
        let missing = meters.filter { !reported.contains($0) }
        let others = reported.filter { !meters.contains($0) }
        if let first = others.first { return .fail("a row of \(first) is reported", at: seqs) }
        return missing.isEmpty
            ? .pass("\(rows.count) rows", at: seqs)
            : .fail("no row of \(missing.joined(separator: ", ")) is reported", at: seqs)
    }
}
