import HESContract
import JSON

/// Calls are POSTs of a JSON object to the documented path (§3.1–3.9 "Request Method", §3.1.3).
///
/// Requests elsewhere than below `/apis/openapi`, in any case of letters, are not judged. It is reached when each of the calls
/// `endpoint` was made.
struct DocumentedCalls: Check {
    static let type = "documentedCalls"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader, isEndpointRequired: true) }

    var steps: [Int]? { scope.steps }
    var expected: String { "every call as a POST of JSON to its documented path\(scope.place)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let requests = evidence.requests.filter { request in
            let isInScope = scope.steps.map { $0.contains(request.step ?? -1) } ?? true
            return isInScope && !request.isFence && request.sent.path.lowercased().hasPrefix(Endpoint.root)
        }
        for request in requests {
            if let wrong = Self.flaw(of: request) { return .fail("#\(request.seq): \(wrong)", at: [request.seq]) }
        }
        let made = requests.compactMap(\.endpoint)
        if let unseen = scope.endpoints.first(where: { !made.contains($0) }) {
            return .notReached("no \(unseen.rawValue) was made")
        }
        return .pass("\(requests.count) calls", at: requests.map(\.seq))
    }

    private static func flaw(of request: ClientRequest) -> String? {
        let media = request.sent.contentType.split(separator: ";").first?.filter { $0 != " " }.lowercased()
        if request.endpoint == nil { return "the path '\(request.sent.path)'" }
        if request.sent.method != "POST" { return "the method \(request.sent.method)" }
        if media != "application/json" { return "the content type '\(request.sent.contentType)'" }
        guard case .object? = request.json else { return "a body that is no JSON object" }
        return nil
    }
}
