import HESContract
import JSON

/// How many different rows (meter and instant) the client reports: `equals`, or at least `min`.
struct RowCount: Check {
    static let type = "rowCount"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope
    private let equals: Int?
    private let min: Int

    init(_ reader: ObjectReader) {
        scope = Scope(reader)
        equals = reader.optionalInteger("equals")
        min = reader.optionalInteger("min") ?? 0
        if equals == nil, min == 0 {
            reader.place.problems.add(reader.place.pointer, expected: "'equals' or 'min'", found: "neither")
        }
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(equals.map { "\($0)" } ?? "at least \(min)") different rows\(scope.place)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let done = scope.operations(evidence).filter(\.isDone)
        guard !done.isEmpty else { return .notReached("no operation\(scope.place) was answered") }
        let keys = Set(done.flatMap { $0.rows.map(\.key) })
        let isRight = equals.map { $0 == keys.count } ?? (keys.count >= min)
        let actual = "the client reports \(keys.count)"
        return isRight ? .pass(actual, at: done.flatMap(\.seqs)) : .fail(actual, at: done.flatMap(\.seqs))
    }
}
