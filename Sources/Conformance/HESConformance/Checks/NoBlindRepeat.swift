import HESContract
import JSON

/// A breaker operation is not sent again for a `meter` before a reading of that meter has been accepted, which shows whether
/// the first was carried out.
struct NoBlindRepeat: Check {
    static let type = "noBlindRepeat"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope
    private let meter: String

    init(_ reader: ObjectReader) {
        scope = Scope(reader)
        meter = reader.string("meter")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "no second relay call for \(meter) before a look at it" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let requests = scope.requests(evidence).filter { $0.meters.contains(meter) }
        let operations = requests.filter { $0.endpoint == .relay }
        guard !operations.isEmpty else { return .notReached("no relay call for \(meter) was seen") }
        for (earlier, later) in zip(operations, operations.dropFirst()) {
            let hasLooked = requests.contains { request in
                request.endpoint != .relay && request.isAccepted && request.seq > earlier.seq
                    && request.seq < later.seq
            }
            if !hasLooked { return .fail("relay was sent again blindly", at: [earlier.seq, later.seq]) }
        }
        guard scope.isSettled(evidence, in: testCase) else { return .notReached("the fence did not come to its end") }
        return .pass("\(operations.count) relay calls, none blind", at: operations.map(\.seq))
    }
}
