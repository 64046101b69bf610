import HESContract
import JSON

/// What became of each breaker is reported as it was pushed (§3.6.3 `successful`): true is done, false failed or unknown, and
/// a meter that no push names is not done.
struct OutcomesAsSent: Check {
    static let type = "outcomesAsSent"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "each breaker's outcome as it was pushed\(scope.place)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        var events: [Int] = []
        for operation in scope.operations(evidence) where operation.isDone && operation.name == .relay {
            let pushes = evidence.pushes.filter { push in
                push.request?.endpoint == .relay && push.isSubscribed && operation.spans(push.seq)
            }
            guard !pushes.isEmpty else { continue }
            let seqs = pushes.map(\.seq) + operation.seqs
            if let wrong = Self.difference(operation, from: pushes.flatMap(\.rows)) { return .fail(wrong, at: seqs) }
            events += seqs
        }
        return events.isEmpty ? .notReached("no outcome was reported") : .pass("meter by meter", at: events)
    }

    private static func difference(_ operation: Operation, from sent: [JSONValue]) -> String? {
        let results = operation.field("results")?.elements ?? []
        for meter in operation.argument("meters")?.elements.compactMap(\.word) ?? [] {
            let result = results.last { $0.member("devAddr")?.value.word == meter }
            let state = result?.member("state")?.value.string
            let pushed = sent.last { $0.member("devAddr")?.value.word == meter }?.member("successful")?.value
            switch pushed {
            case .bool(true):
                if state != "done" { return "\(meter) is \(state ?? "not mentioned"), pushed was true" }
            case .bool(false):
                if state != "failed" && state != "unknown" {
                    return "\(meter) is \(state ?? "not mentioned"), pushed was false"
                }
            default:
                if state == "done" { return "\(meter) is done, and nothing was pushed of it" }
            }
        }
        return nil
    }
}
