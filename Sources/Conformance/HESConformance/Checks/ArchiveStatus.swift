import HESContract
import JSON

/// Each entry of addArchive has a `status` that is the string "0" or "1" (§3.8.1).
struct ArchiveStatus: Check {
    static let type = "archiveStatus"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader, isEndpointRequired: true) }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(scope.words) with the status \"0\" or \"1\" for each meter" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(evidence) { request in
            let entries = request.field("archives")?.elements ?? []
            if entries.isEmpty { return "'archives' has no entry" }
            for entry in entries {
                let status = entry.member("status")?.value
                if status?.string != "0", status?.string != "1" { return "a status is \(status?.excerpt ?? "absent")" }
            }
            return nil
        }
    }
}
