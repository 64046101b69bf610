import HESContract
import JSON

/// No meter but `meters` is asked for.
struct AsksOnly: Check {
    static let type = "asksOnly"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope
    private let meters: [String]

    init(_ reader: ObjectReader) {
        scope = Scope(reader, isEndpointRequired: true)
        meters = reader.strings("meters")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(scope.words) for no other meter than \(meters.joined(separator: ", "))" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(evidence) { request in
            let others = request.meters.filter { !meters.contains($0) }
            return others.isEmpty ? nil : "asks for \(others.joined(separator: ", "))"
        }
    }
}
