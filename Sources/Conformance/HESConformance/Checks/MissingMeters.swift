import HESContract
import JSON

/// The client names what is missing: exactly `meters`.
struct MissingMeters: Check {
    static let type = "missingMeters"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope
    private let meters: [String]

    init(_ reader: ObjectReader) {
        scope = Scope(reader)
        meters = reader.strings("meters")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(meters.joined(separator: ", ")) named as missing\(scope.place), and no other" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(scope.operations(evidence)) { operation in
            let unnamed = meters.filter { !operation.missing.contains($0) }
            let others = operation.missing.filter { !meters.contains($0) }
            if !unnamed.isEmpty { return "not named: \(unnamed.joined(separator: ", "))" }
            return others.isEmpty ? nil : "named although it came: \(others.joined(separator: ", "))"
        }
    }
}
