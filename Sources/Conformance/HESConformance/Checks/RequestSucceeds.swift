import HESContract
import JSON

/// A call is accepted in the end: the last such request of the steps has `code` 200.
struct RequestSucceeds: Check {
    static let type = "requestSucceeds"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader, isEndpointRequired: true) }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(scope.words) is accepted in the end" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let requests = scope.requests(evidence)
        if let accepted = requests.last(where: \.isAccepted) {
            return .pass("accepted", at: [accepted.seq] + (accepted.reply.map { [$0.seq] } ?? []))
        }
        guard scope.isSettled(evidence, in: testCase) else { return .notReached("the steps did not come to their end") }
        guard let last = requests.last else { return .fail("it was not sent again") }
        let answer = last.reply.map { "code \($0.received.code.map(String.init) ?? "absent")" } ?? "no answer"
        return .fail("\(requests.count) sent, none accepted; the last got \(answer)", at: requests.map(\.seq))
    }
}
