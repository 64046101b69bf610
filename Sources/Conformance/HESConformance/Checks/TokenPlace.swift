import HESContract
import JSON

/// Every call carries the token in its body (§3.2.1–3.8.1 `token`); removeArchive there or in the header of its example
/// (§3.9.3 `HES_Access_Token`).
///
/// A token in the header as well is free.
struct TokenPlace: Check {
    static let type = "tokenPlace"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(scope.words) with the token in the body; removeArchive there or in HES_Access_Token" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(scope.requests(evidence).filter(\.needsToken)) { request in
            if Self.isToken(request.field("token")?.string) { return nil }
            let header = request.sent.headerToken
            let isInHeader = Self.isToken(header)
            if isInHeader, request.endpoint == .removeArchive { return nil }
            return isInHeader ? "the token is in the header alone" : "there is no token that the HES gave"
        }
    }

    /// Tokens that the HES gave are written as `<token-N>` in evidence; any other text is no such token.
    private static func isToken(_ text: String?) -> Bool {
        text?.hasPrefix("<token-") ?? false
    }
}
