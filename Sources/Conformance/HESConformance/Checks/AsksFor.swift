import HESContract
import JSON

/// Each of `meters` is asked for, by exactly that number.
struct AsksFor: Check {
    static let type = "asksFor"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope
    private let meters: [String]

    init(_ reader: ObjectReader) {
        scope = Scope(reader, isEndpointRequired: true)
        meters = reader.strings("meters")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(scope.words) for \(meters.joined(separator: ", "))" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let requests = scope.requests(evidence)
        let asked = requests.flatMap(\.meters)
        let missing = meters.filter { !asked.contains($0) }
        if missing.isEmpty { return .pass("all of them are asked for", at: requests.map(\.seq)) }
        guard scope.isSettled(evidence, in: testCase) else { return .notReached("the steps did not come to their end") }
        return .fail("never asked for: \(missing.joined(separator: ", "))", at: requests.map(\.seq))
    }
}
