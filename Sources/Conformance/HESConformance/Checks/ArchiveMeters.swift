import HESContract
import JSON

/// The archive that the client reports has exactly these `meters`, each once.
struct ArchiveMeters: Check {
    static let type = "archiveMeters"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope
    private let meters: [String]

    init(_ reader: ObjectReader) {
        scope = Scope(reader)
        meters = reader.strings("meters")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "an archive of \(meters.joined(separator: ", "))\(scope.place), each once" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(scope.operations(evidence)) { operation in
            guard let archive = operation.field("archive")?.elements else { return "no archive" }
            let reported = archive.compactMap { $0.member("devAddr")?.value.word }
            return reported.sorted() == meters.sorted() ? nil : "it has \(reported.joined(separator: ", "))"
        }
    }
}
