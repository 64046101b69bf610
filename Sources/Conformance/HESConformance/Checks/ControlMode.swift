import HESContract
import JSON

/// `controlMode` says what was asked for: 1 opens, 2 closes (§3.6.1).
struct ControlMode: Check {
    static let type = "controlMode"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope
    private let mode: Int

    init(_ reader: ObjectReader) {
        scope = Scope(reader)
        mode = reader.integer("mode")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "relay\(scope.place) with controlMode \(mode)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(scope.requests(evidence).filter { $0.endpoint == .relay }) { request in
            let actual = request.field("controlMode")
            return actual?.word == String(mode) ? nil : "controlMode is \(actual?.excerpt ?? "absent")"
        }
    }
}
