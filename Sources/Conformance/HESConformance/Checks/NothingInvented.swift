import HESContract
import JSON

/// Every reading that is reported was sent: its meter, its item, its stamp, and a value at all.
///
/// What was sent are answers of history, and pushes of the case's plans while the client was subscribed to their topic.
struct NothingInvented: Check {
    static let type = "nothingInvented"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "no reading that was not sent\(scope.place)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let reports = ReadingReport.all(scope, in: evidence)
        let count = reports.reduce(0) { $0 + $1.reported.count }
        guard count > 0 else { return .notReached("no reading was reported") }
        for report in reports {
            guard let reading = report.invented.first else { continue }
            return .fail("\(reading.key), \(reading.words), was never sent", at: [reading.seq])
        }
        return .pass("\(count) readings", at: reports.flatMap(\.operation.seqs))
    }
}
