import HESContract
import JSON

/// An operation is reported as done only after its result has come (§3.7–3.9: "operation result data will push").
///
/// An operation that does not say `ok` claims nothing.
struct DoneAfterPush: Check {
    static let type = "doneAfterPush"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader, isEndpointRequired: true) }

    var steps: [Int]? { scope.steps }
    var expected: String { "'ok' for \(scope.words) only after its result has come" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let done = scope.operations(evidence).filter(\.isDone)
        guard !done.isEmpty else { return .notReached("no operation\(scope.place) was answered") }
        let pushes = scope.pushes(evidence)
        for operation in done where operation.outcome == .ok {
            guard let received = operation.received else { continue }
            let isCalled = scope.requests(evidence).contains { $0.seq > operation.sent.seq && $0.seq < received.seq }
            let isPushed = pushes.contains { $0.seq > operation.sent.seq && $0.seq < received.seq }
            if isCalled, !isPushed {
                return .fail("'ok' came before the result", at: [received.seq] + pushes.map(\.seq))
            }
        }
        return .pass("the result came first", at: pushes.map(\.seq) + done.flatMap(\.seqs))
    }
}
