import HESContract
import JSON

/// Requests say that their body is JSON (§3.1.3 `Content-Type: application/json;charset=UTF-8`); parameters are free.
struct ContentType: Check {
    static let type = "contentType"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(scope.words) with the content type application/json" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(evidence) { request in
            let value = request.sent.contentType
            let media = value.split(separator: ";").first?.filter { $0 != " " }.lowercased()
            return media == "application/json" ? nil : "content type '\(value)'"
        }
    }
}
