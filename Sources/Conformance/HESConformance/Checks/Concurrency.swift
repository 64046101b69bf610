import HESContract
import JSON

/// At most `max` calls wait for their answers at the same time.
struct Concurrency: Check {
    static let type = "concurrency"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope
    private let max: Int

    init(_ reader: ObjectReader) {
        scope = Scope(reader, isEndpointRequired: true)
        max = reader.integer("max")
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "at most \(max) × \(scope.words) at the same time" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let requests = scope.requests(evidence)
        guard !requests.isEmpty else { return .notReached("no \(scope.words) was seen") }
        var most = 0
        for request in requests {
            let open = requests.filter { $0.seq <= request.seq && ($0.reply?.seq ?? .max) > request.seq }
            most = Swift.max(most, open.count)
            if most > max { return .fail("\(most) at the same time", at: open.map(\.seq)) }
        }
        guard scope.isSettled(evidence, in: testCase) else { return .notReached("the steps did not come to their end") }
        return .pass("\(most) at the same time", at: requests.map(\.seq))
    }
}
