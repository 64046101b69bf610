import HESContract
import JSON
import SimulationKernel

/// `start` and `end` are `YYYY-MM-DD HH:mm:ss` (§3.2.1), nothing more and nothing less.
struct DatePattern: Check {
    static let type = "datePattern"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader, isEndpointRequired: true) }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(scope.words) with start and end as YYYY-MM-DD HH:mm:ss" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(evidence) { request in
            for name in ["start", "end"] {
                guard let value = request.field(name) else { return "there is no '\(name)'" }
                guard value.string.map({ CivilTime(parsing: $0) != nil }) ?? false else {
                    return "'\(name)' is \(value.excerpt)"
                }
            }
            return nil
        }
    }
}
