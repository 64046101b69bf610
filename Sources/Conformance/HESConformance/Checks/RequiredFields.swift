import HESContract
import JSON

/// Every field that the body table of a call marks as required is sent, and is neither null nor empty.
///
/// The token may travel in the header `HES_Access_Token` (TOKEN-10 says where it must be). An entry of removeArchive may be the
/// number alone, as in the example of §3.9.4.
struct RequiredFields: Check {
    static let type = "requiredFields"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(scope.words) with every field that its table marks as required" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(evidence) { request in
            guard let endpoint = request.endpoint else { return nil }
            if let name = Self.fields(of: endpoint).first(where: { !Self.isGiven(request.field($0)) }) {
                return "'\(name)' is \(request.field(name)?.excerpt ?? "absent")"
            }
            return Self.archives(endpoint).flatMap { Self.flaw(of: request.field("archives"), members: $0) }
        }
    }

    /// Of the tables of §3.1.1 to §3.9.1, but the token.
    private static func fields(of endpoint: Endpoint) -> [String] {
        switch endpoint {
        case .getToken: ["tenantCode", "username", "password", "secretKey"]
        case .readFrozen: ["devList", "cgcode", "start", "end"]
        case .readSingle: ["devList", "cgcode"]
        case .historyFrozen, .historySingle: ["devList", "cgcode", "start", "end", "curPage", "pageSize"]
        case .relay: ["devList", "controlMode"]
        case .readArchive: ["dcuNo"]
        case .addArchive, .removeArchive: ["dcuNo", "archives"]
        }
    }

    /// Members of each entry of `archives`; nil for a call without them.
    private static func archives(_ endpoint: Endpoint) -> [String]? {
        switch endpoint {
        case .addArchive: ["devAddr", "status"]
        case .removeArchive: ["devAddr"]
        default: nil
        }
    }

    private static func flaw(of archives: JSONValue?, members: [String]) -> String? {
        for entry in archives?.elements ?? [] where members.count > 1 || entry.word == nil {
            for name in members where !isGiven(entry.member(name)?.value) { return "an entry without '\(name)'" }
        }
        return nil
    }

    private static func isGiven(_ value: JSONValue?) -> Bool {
        switch value {
        case nil, .null, .string(""): false
        default: true
        }
    }
}
