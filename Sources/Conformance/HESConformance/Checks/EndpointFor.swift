import HESContract
import JSON

/// Composite items (1, 2, 3) go to the *Frozen calls, all others to the *Single ones (§3.2–3.5, §4.2).
struct EndpointFor: Check {
    static let type = "endpointFor"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String {
        "items 1, 2, 3 asked of readFrozen or historyFrozen, all others of readSingle or historySingle"
    }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(scope.requests(evidence).filter { $0.field("cgcode") != nil }) { request in
            guard let cgcode = request.field("cgcode")?.word, let endpoint = request.endpoint else { return nil }
            let isComposite = Cgcode(rawValue: cgcode)?.category == .composite
            let isFrozen = endpoint == .readFrozen || endpoint == .historyFrozen
            return isComposite == isFrozen ? nil : "cgcode \(cgcode) is asked of \(endpoint.rawValue)"
        }
    }
}
