import HESContract
import JSON

/// No URL holds a secret: neither a password, secret key or token that was given, nor a query member of such a name.
struct URLSecrets: Check {
    static let type = "urlSecrets"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "no password, secret key or token in the URL of \(scope.words)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(evidence) { request in
            let query = request.sent.query ?? ""
            if let secret = SecretNames.first(in: request.sent.path + query) { return "the URL holds \(secret)" }
            let names = query.split(separator: "&").compactMap { $0.split(separator: "=").first?.lowercased() }
            return names.first(where: SecretNames.members.contains).map { "the URL has a member '\($0)'" }
        }
    }
}

/// How secrets stand in evidence.
enum SecretNames {
    /// In lower case.
    static let members = ["token", "password", "secretkey", "hes_access_token", "access_token"]

    /// The first secret of the case that a text holds, by the name that evidence has for it.
    static func first(in text: String) -> String? {
        if text.contains("<token-") { return "a token" }
        return ["<password>", "<secretKey>"].first { text.contains($0) }
    }
}
