import HESContract
import JSON

/// getToken carries the four credentials as strings (§3.1.1).
struct Credentials: Check {
    static let type = "credentials"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader, isEndpointRequired: true) }

    var steps: [Int]? { scope.steps }
    let expected = "a JSON object with the strings tenantCode, username, password and secretKey as they were given"

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let given: [(String, String?)] = [
            ("tenantCode", evidence.header?.tenantCode), ("username", evidence.header?.username),
            ("password", "<password>"), ("secretKey", "<secretKey>"),
        ]
        return scope.judgeEach(evidence) { request in
            guard request.json != nil else { return "the body is no JSON" }
            let wrong = given.first { name, value in value.map { $0 != request.field(name)?.string } ?? false }
            return wrong.map { "'\($0.0)' is \(request.field($0.0)?.excerpt ?? "absent")" }
        }
    }
}
