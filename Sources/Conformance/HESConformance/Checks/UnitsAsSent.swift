import HESContract
import JSON

/// Reported units are those that were sent, or others of the same quantity into which the value is converted (§3.2.3 `unit`).
///
/// The case of letters is free. Where the unit that was sent is empty, it may be absent.
struct UnitsAsSent: Check {
    static let type = "unitsAsSent"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "the units that were sent, or others with the value converted\(scope.place)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeReadings(evidence) { reported, sent in
            sent.contains { Self.isRight(reported, for: $0) } ? nil : "in '\(reported.unit)'"
        }
    }

    /// A converted value that is not exact is wrong as a value, not in its unit.
    private static func isRight(_ reported: Reading, for sent: Reading) -> Bool {
        if reported.unit == sent.unit { return true }
        guard let from = MeasuringUnit(sent.unit), let to = MeasuringUnit(reported.unit),
            let power = from.conversion(to: to)
        else { return false }
        let isUnconverted = power != 0 && reported.decimal == sent.decimal && sent.decimal?.isZero == false
        return !isUnconverted
    }
}
