import HESContract
import JSON
import SimulationKernel

/// No window is longer than `maxDays` (§3.4.1 "within half a year": at most 184 days).
struct WindowSpan: Check {
    static let type = "windowSpan"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope
    private let maxDays: Int

    init(_ reader: ObjectReader) {
        scope = Scope(reader, isEndpointRequired: true)
        maxDays = reader.integer("maxDays")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(scope.words) with windows of at most \(maxDays) days" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(scope.requests(evidence).filter { $0.window != nil }) { request in
            guard let window = request.window else { return nil }
            let span = window.end.millisecondsOnWall - window.start.millisecondsOnWall
            return span <= Int64(maxDays) * CivilTime.millisecondsPerDay ? nil : "\(window.start) to \(window.end)"
        }
    }
}
