import HESContract
import JSON

/// What became of each meter's breaker, one by one (§3.6.3 `successful`): `states` has the answers that are right.
///
/// An operation that says `pending` leaves the meters that it does not mention unknown.
struct RelayStates: Check {
    static let type = "relayStates"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope
    private let states: [(meter: String, allowed: [String])]

    init(_ reader: ObjectReader) {
        scope = Scope(reader)
        let members = reader.required("states")?.object()?.named() ?? []
        states = members.map { ($0.name, $0.place.strings()) }
    }

    var steps: [Int]? { scope.steps }
    var expected: String {
        "\(states.map { "\($0.meter) \($0.allowed.joined(separator: " or "))" }.joined(separator: ", "))"
    }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(scope.operations(evidence)) { operation in
            let results = operation.field("results")?.elements ?? []
            for (meter, allowed) in states {
                let result = results.first { $0.member("devAddr")?.value.word == meter }
                let rest = operation.outcome == .pending ? "unknown" : nil
                let state = result?.member("state")?.value.string ?? rest
                if !(state.map(allowed.contains) ?? false) { return "\(meter) is \(state ?? "not mentioned")" }
            }
            return nil
        }
    }
}
