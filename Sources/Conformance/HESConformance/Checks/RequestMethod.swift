import HESContract
import JSON

/// Calls use this HTTP method (§3.1–3.9 "Request Method: POST").
struct RequestMethod: Check {
    static let type = "requestMethod"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope
    private let method: String

    init(_ reader: ObjectReader) {
        scope = Scope(reader)
        method = reader.string("method")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(scope.words) by \(method)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(evidence) { request in
            let actual = request.sent.method
            return actual == method ? nil : actual
        }
    }
}
