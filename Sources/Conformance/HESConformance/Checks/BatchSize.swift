import HESContract
import JSON

/// No call asks for more than `max` meters.
struct BatchSize: Check {
    static let type = "batchSize"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope
    private let max: Int

    init(_ reader: ObjectReader) {
        scope = Scope(reader, isEndpointRequired: true)
        max = reader.integer("max")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(scope.words) for at most \(max) meters" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(evidence) { $0.meters.count > max ? "it asks for \($0.meters.count) meters" : nil }
    }
}
