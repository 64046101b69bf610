import HESContract
import JSON

/// A meter whose value came is not read again in the same step (§4.1: only what is missing is read).
struct NotReadAgain: Check {
    static let type = "notReadAgain"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader, isEndpointRequired: true) }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(scope.words) for meters that have not come yet alone" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let pushes = scope.pushes(evidence).filter(\.isSubscribed)
        guard !pushes.isEmpty else { return .notReached("no result of \(scope.words) came") }
        for request in scope.requests(evidence) {
            let came = pushes.filter { $0.seq < request.seq && $0.request?.step == request.step }.flatMap(\.meters)
            if let again = request.meters.first(where: came.contains) {
                return .fail("\(request.label) asks for \(again), which had come", at: [request.seq])
            }
        }
        guard scope.isSettled(evidence, in: testCase) else { return .notReached("the steps did not come to their end") }
        return .pass("nothing was read twice", at: pushes.map(\.seq))
    }
}
