import HESContract
import JSON

/// The client waits before it asks a question again that got no answer or a failure: `atLeast` milliseconds of the case's
/// clock, and with `grows` longer and longer (of five attempts, the last pause is longer than the first).
///
/// A question is what the call asks for, its page included; a client that never asks again passes.
struct RetryPauses: Check {
    static let type = "retryPauses"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope
    private let atLeast: Int
    private let grows: Bool

    init(_ reader: ObjectReader) {
        scope = Scope(reader, isEndpointRequired: true)
        atLeast = reader.integer("atLeast")
        grows = reader.bool("grows")
    }

    var steps: [Int]? { scope.steps }
    var expected: String {
        "at least \(atLeast) ms before \(scope.words) is sent again" + (grows ? ", longer and longer" : "")
    }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let requests = scope.requests(evidence)
        guard !requests.isEmpty else { return .notReached("no \(scope.words) was seen") }
        var all: [Int64] = []
        for (index, request) in requests.enumerated() where !request.isAnswered {
            guard let again = requests[(index + 1)...].first(where: { $0.question == request.question }) else {
                continue
            }
            let reply = request.reply.map(\.seq).flatMap { $0 < again.seq ? $0 : nil }
            let pause = evidence.milliseconds(of: again.seq) - evidence.milliseconds(of: reply ?? request.seq)
            if pause < atLeast { return .fail("sent again after \(pause) ms", at: [request.seq, again.seq]) }
            all.append(pause)
        }
        if grows, all.count >= 4, let first = all.first, let last = all.last, last <= first {
            return .fail("the first pause is \(first) ms, the last \(last)", at: requests.map(\.seq))
        }
        guard scope.isSettled(evidence, in: testCase) else { return .notReached("the steps did not come to their end") }
        let words = all.isEmpty ? "not sent again" : "pauses of \(all.map(String.init).joined(separator: ", ")) ms"
        return .pass(words, at: requests.map(\.seq))
    }
}
